// Whatever can be tapped: press and release on the same thing, however long it takes. Dragging off cancels.
import QtQuick

Item {
    id: target

    required property string name
    property int turn: -1
    readonly property bool down: tap.pressed && turn === Turn.number
    signal activated

    Accessible.role: Accessible.Button
    Accessible.name: name
    Accessible.onPressAction: if (target.visible) target.activated()

    TapHandler {
        id: tap
        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: 0
        onPressedChanged: if (pressed) {
            target.turn = Turn.number;
            Guide.pressed(target, target.name, target.Accessible.checked);
        }
        // A finger that came down on a scene that has gone since counts for nothing in the next.
        onTapped: if (target.turn === Turn.number && Guide.tapped(target, target.name)) target.activated()
    }
}
