// The stage: one scene at a time, the strip above it, and the pane that notices every touch.
pragma ComponentBehavior: Bound
import QtQuick

Rectangle {
    id: root

    required property var bridge
    required property string assets
    // The two files of assets/themes.
    required property string plainFile
    required property string contrastFile
    property bool motion: true
    property real panelInches: 0

    property var scene: ({"name": "", "languages": [], "hall": "", "window": "", "largeName": ""})
    property SceneLoader current: null
    // For whoever looks from outside.
    readonly property var theme: Theme

    // Scenes with switches, that is those of a session.
    readonly property bool inSession: ["rating", "indicators", "text", "contact", "duty", "thanks", "lapsed"].includes(scene.name)

    color: Theme.paper

    Binding {
        target: Theme
        property: "width"
        value: root.width
    }
    Binding {
        target: Theme
        property: "height"
        value: root.height
    }
    Binding {
        target: Theme
        property: "assets"
        value: root.assets
    }
    Binding {
        target: Theme
        property: "plainFile"
        value: root.plainFile
    }
    Binding {
        target: Theme
        property: "contrastFile"
        value: root.contrastFile
    }
    Binding {
        target: Theme
        property: "motion"
        value: root.motion
    }
    Binding {
        target: Theme
        property: "panelInches"
        value: root.panelInches
    }
    Binding {
        target: Guide
        property: "on"
        value: root.scene.guide ?? false
    }

    function loaderOf(name: string): SceneLoader {
        for (let i = 0; i < stage.count; i++) {
            const loader = stage.itemAt(i) as SceneLoader;
            if (loader.modelData === name)
                return loader;
        }
        return null;
    }

    // The order matters: the scene coming is complete before it is seen, the one going is hidden in the same frame.
    function present(scene: var) {
        const before = root.current;
        const next = loaderOf(scene.name);
        // Another session is another scene, even where it looks the same.
        const entering = before !== next || scene.token !== root.scene.token;
        // The technician’s page is long and has no switch.
        Theme.large = scene.large && scene.name !== "setup";
        Theme.low = scene.low;
        Theme.contrast = scene.contrast;
        root.scene = scene;
        if (entering)
            Turn.number += 1;
        next.present(scene, entering);
        root.current = next;
        if (before !== null && before !== next)
            before.leave();
    }

    // A scene made beforehand, out of sight, so that the first citizen waits no longer than the second.
    function prepare(scene: var) {
        loaderOf(scene.name).make(scene);
    }

    component SceneLoader: Loader {
        id: loader

        required property string modelData

        readonly property url file: Qt.resolvedUrl("scenes/" + {
            "setup": "SetupScene", "out_of_service": "OutOfServiceScene", "paused": "PausedScene", "idle": "IdleScene",
            "cleaning": "CleaningScene", "rating": "RatingScene", "indicators": "IndicatorsScene", "text": "TextScene",
            "contact": "ContactScene", "duty": "DutyScene", "thanks": "ThanksScene", "lapsed": "LapsedScene"
        }[modelData] + ".qml")

        y: root.inSession ? header.height : 0
        width: root.width
        height: root.height - y
        visible: false

        function make(scene: var) {
            if (status === Loader.Null)
                setSource(file, {"bridge": root.bridge, "scene": scene});
        }
        function present(scene: var, entering: bool) {
            make(scene);
            // A scene that cannot be loaded has said so already; another line of errors helps nobody.
            const made = item as Scene;
            if (made) {
                made.scene = scene;
                if (entering)
                    made.entered();
            }
            visible = true;
        }
        function leave() {
            visible = false;
            // What somebody typed does not stay for the next.
            if (modelData === "text" || modelData === "contact")
                source = "";
        }
    }

    Repeater {
        id: stage
        model: ["setup", "out_of_service", "paused", "idle", "cleaning", "rating", "indicators", "text", "contact", "duty", "thanks", "lapsed"]
        SceneLoader {}
    }
    Header {
        id: header
        width: root.width
        visible: root.inSession
        scene: root.scene
        bridge: root.bridge
    }

    // A pane of glass above everything: it sees every press and keeps none. One handler follows one finger.
    Item {
        anchors.fill: parent
        PointHandler {
            onActiveChanged: if (active) {
                root.bridge.touched();
                for (const part of [root.current, header])
                    if (part && part.visible && part.contains(root.mapToItem(part, point.position)))
                        Guide.read(part, point.position.x - part.x, point.position.y - part.y);
            }
        }
    }
    // Around what the guide has spoken and a second tap would choose.
    Loader {
        active: Guide.marked !== null
        sourceComponent: Rectangle {
            readonly property point at: Guide.marked.mapToItem(root, 0, 0)
            x: at.x - Theme.gap / 2
            y: at.y - Theme.gap / 2
            width: Guide.marked.width + Theme.gap
            height: Guide.marked.height + Theme.gap
            color: "transparent"
            radius: Theme.radius + Theme.gap / 2
            border.width: 4 * Theme.u
            border.color: Theme.ink
        }
    }

    Connections {
        target: root.bridge
        function onPresented(scene) {
            root.present(scene);
        }
        function onPrepared(scene) {
            root.prepare(scene);
        }
    }
    Connections {
        target: Guide
        function onTold(text, chosen) {
            root.bridge.say(text, chosen);
        }
    }
}
