// One face that sways: the least an animation can be.
import QtQuick

Rectangle {
    width: 1080
    height: 1920
    color: "white"

    Image {
        anchors.centerIn: parent
        source: "../../assets/faces/satisfied.svg"
        width: 240
        height: width
        sourceSize.width: width
        sourceSize.height: width

        SequentialAnimation on anchors.horizontalCenterOffset {
            loops: Animation.Infinite
            NumberAnimation { to: 60; duration: 1000 }
            NumberAnimation { to: -60; duration: 1000 }
        }
    }
}
