// Whatever can be tapped: press and release on the same thing, however long it takes. Dragging off cancels.
import QtQuick

Item {
    id: target

    required property string name
    // Does not count while another finger is on something. Not for typing, where one finger comes before the last is gone.
    property bool alone: true
    property int turn: -1
    readonly property bool down: tap.pressed && turn === Turn.number
    signal activated

    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: name
    Accessible.focusable: true
    Accessible.focused: activeFocus
    Accessible.onPressAction: if (target.visible) target.activated()

    TapHandler {
        id: tap
        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: 0
        onPressedChanged: {
            if (!pressed) {
                if (Turn.holder === target)
                    Turn.holder = null;
            } else if (Turn.holder === null || !target.alone) {
                if (target.alone)
                    Turn.holder = target;
                target.turn = Turn.number;
                Guide.pressed(target, target.name, target.Accessible.checked);
            } else {
                target.turn = -1;
            }
        }
        // A finger that came down on a scene that has gone since counts for nothing in the next.
        onTapped: if (target.turn === Turn.number && Guide.tapped(target, target.name)) target.activated()
    }
}
