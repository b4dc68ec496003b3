// A hall kiosk asks for the number of a case.
import QtQuick
import ".."

NumberAsk {
    id: scene_

    longest: 50
    onSought: number => scene_.bridge.seekCase(number)
}
