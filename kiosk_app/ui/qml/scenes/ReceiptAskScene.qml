// A hall kiosk asks for the number of a receipt.
import QtQuick
import ".."

NumberAsk {
    id: scene_

    longest: 64
    onSought: number => scene_.bridge.seekReceipt(number)
}
