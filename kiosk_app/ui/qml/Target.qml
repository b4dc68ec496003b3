// Whatever can be tapped: press and release on the same thing, however long it takes. Dragging off cancels.
import QtQuick

Item {
    id: target

    required property string name
    readonly property bool down: tap.pressed
    signal activated

    Accessible.role: Accessible.Button
    Accessible.name: name
    Accessible.onPressAction: target.activated()

    TapHandler {
        id: tap
        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: 0
        onTapped: target.activated()
    }
}
