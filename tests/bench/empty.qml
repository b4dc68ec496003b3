import QtQuick

Rectangle {
    width: 1280
    height: 800
    color: "white"
}
