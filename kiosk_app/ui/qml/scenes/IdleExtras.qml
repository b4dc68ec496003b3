// What the idle scene has beside its words, loaded after the first frame: the notice board and the code for phones.
import QtQuick
import ".."

Item {
    id: extras

    required property IdleScene idle

    anchors.fill: parent

    Board {
        id: board
        visible: extras.idle.boarded
        x: extras.idle.boardPlace.x
        y: extras.idle.boardPlace.y
        width: extras.idle.boardPlace.width
        height: extras.idle.boardPlace.height
        posters: extras.idle.posted ? extras.idle.scene.posters : []
        published: extras.idle.posted ? extras.idle.scene.published ?? null : null
        running: visible
    }
    Binding {
        target: extras.idle
        property: "boardEmpty"
        value: board.empty
    }
    QrCode {
        visible: extras.idle.phoned
        x: extras.idle.codePlace.x + (extras.idle.codePlace.width - width) / 2
        y: extras.idle.codePlace.y + (extras.idle.codePlace.height - height) / 2
        text: extras.idle.scene.phone
        name: extras.idle.scene.phoneText
        most: extras.idle.codePlace.width
    }
}
