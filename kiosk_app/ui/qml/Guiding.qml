// The audio guide's part of the stage: words that are no control are spoken under a finger, what is marked has a ring.
import QtQuick

Item {
    id: guiding

    // Main: its scene, its bridge, and what stands beside the scene.
    required property var stage
    required property Item header

    Binding {
        target: Guide
        property: "on"
        value: guiding.stage.scene.guide ?? false
    }
    Connections {
        target: Guide
        function onTold(text, chosen) {
            guiding.stage.bridge.say(text, chosen);
        }
    }
    PointHandler {
        onActiveChanged: if (active && Guide.on)
            for (const part of [guiding.stage.current, guiding.header])
                if (part && part.visible && part.contains(guiding.mapToItem(part, point.position)))
                    guiding.read(part, guiding.mapToItem(part, point.position))
    }
    // Around what has been spoken and a second tap would choose. Two opposite colours: one of them stands out.
    Rectangle {
        readonly property point at: Guide.marked ? Guide.marked.mapToItem(guiding, 0, 0) : Qt.point(0, 0)
        visible: Guide.marked !== null
        x: at.x - Theme.gap / 2
        y: at.y - Theme.gap / 2
        width: (Guide.marked?.width ?? 0) + Theme.gap
        height: (Guide.marked?.height ?? 0) + Theme.gap
        color: "transparent"
        radius: Theme.radius + Theme.gap / 2
        border.width: 4 * Theme.u
        border.color: Theme.ink

        Rectangle {
            anchors.fill: parent
            anchors.margins: 4 * Theme.u
            color: "transparent"
            radius: Theme.radius
            border.width: 2 * Theme.u
            border.color: Theme.card
        }
    }

    // The words there, or the name of a field; a control speaks for itself. What somebody wrote is never told.
    function read(part: Item, at: point): void {
        let item = part;
        while (item && !(item instanceof Target)) {
            if (item instanceof Label || item instanceof Field) {
                Guide.told(item instanceof Label ? item.Accessible.name : (item as Field).name, false);
                return;
            }
            const inner = item.childAt(at.x, at.y);
            if (inner)
                at = item.mapToItem(inner, at.x, at.y);
            item = inner;
        }
    }
}
