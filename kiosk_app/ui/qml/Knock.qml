// The technician's way in, over a corner of the resting scenes: it sees every press and keeps none.
import QtQuick

Item {
    required property var bridge

    PointHandler {
        onActiveChanged: parent.bridge.knock(active)
    }
}
