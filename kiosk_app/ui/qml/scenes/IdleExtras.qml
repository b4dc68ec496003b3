// What a scene at rest has beside its words, loaded after the first frame: the notice board and the code for phones.
import QtQuick
import ".."

Item {
    id: extras

    // The scene: it says what there is and where.
    required property var host

    anchors.fill: parent

    Board {
        id: board
        visible: extras.host.boarded
        x: extras.host.boardPlace.x
        y: extras.host.boardPlace.y
        width: extras.host.boardPlace.width
        height: extras.host.boardPlace.height
        bridge: extras.host.bridge
        posters: extras.host.posted ? extras.host.scene.posters : []
        published: extras.host.posted ? extras.host.scene.published ?? null : null
        running: visible
    }
    Binding {
        target: extras.host
        property: "boardEmpty"
        value: board.empty
    }
    QrCode {
        visible: extras.host.phoned
        x: extras.host.codePlace.x + (extras.host.codePlace.width - width) / 2
        y: extras.host.codePlace.y + (extras.host.codePlace.height - height) / 2
        text: extras.host.scene.phone ?? ""
        name: extras.host.scene.phoneText ?? ""
        most: extras.host.codePlace.width
    }
}
