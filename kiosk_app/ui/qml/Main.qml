// The stage: one scene at a time, the frame around it, and the pane that notices every touch.
pragma ComponentBehavior: Bound
import QtQuick

Rectangle {
    id: root

    required property var bridge
    required property string assets
    // The two files of assets/themes.
    required property string plainFile
    required property string contrastFile
    property bool motion: true
    property real panelInches: 0

    property var scene: ({"name": "", "languages": [], "aids": [], "hall": "", "window": "", "offline": "", "finish": "", "countdown": ""})
    property SceneLoader current: null
    // For whoever looks from outside.
    readonly property var theme: Theme

    readonly property var ofAKiosk: ["find", "seeking", "case", "targets", "receipt_ask", "receipt"]
    readonly property var technicians: ["door", "technician", "technician_pad"]
    // Scenes without a frame: the technician's pages, and the glass that is being wiped.
    readonly property var bare: ["", "setup", "cleaning", ...root.technicians]
    readonly property var resting: ["out_of_service", "paused", "idle", "welcome"]
    readonly property bool framed: !bare.includes(scene.name)

    // The frame of every scene. In portrait the switches stand at the lower edge, where a child and a wheelchair reach
    // them on a panel of 1.9 m; in landscape they share one strip with the words, above, and below in low reach. Low
    // reach gives the scene the lower part of a portrait panel, more of it in large type; a landscape panel has no more
    // than it needs anyway (480 to 768 units), so there the strip moves down, and a scene that would have more than 420
    // units stands at the lower edge.
    readonly property real strip: Math.max(Theme.finger, switches.height) + 12 * Theme.u
    readonly property real topStrip: Theme.landscape ? strip : Theme.finger + 12 * Theme.u
    readonly property real below: Theme.landscape && !Theme.low ? 0 : strip
    // What a second row of switches takes is given from above: six faces in large type need all of it.
    readonly property real lowPart: (Theme.large ? 0.73 : 0.6) * height - below + (strip - Theme.finger - 12 * Theme.u)
    readonly property real lowRoom: Theme.landscape ? Math.max(420 * Theme.u, lowPart) : lowPart

    function roomAbove(name: string): real {
        if (bare.includes(name))
            return 0;
        if (Theme.low && name === writing)
            return Math.max(Theme.landscape ? 0 : topStrip, roomBelow(name) - (Theme.large ? 300 : 260) * Theme.u);
        if (Theme.low)
            return height - below - Math.min(lowRoom, height - below);
        return Theme.landscape || !resting.includes(name) ? topStrip : (Theme.large ? 168 : 136) * Theme.u;
    }

    // The scene that stands on the keyboard.
    readonly property string writing: current !== null && ((current.item as Scene)?.writing ?? false) ? current.modelData : ""

    function roomBelow(name: string): real {
        return height - (bare.includes(name) ? 0 : below) - (name === writing ? keyboard.height : 0);
    }

    color: Theme.paper

    Binding {
        target: Theme
        property: "width"
        value: root.width
    }
    Binding {
        target: Theme
        property: "height"
        value: root.height
    }
    Binding {
        target: Theme
        property: "assets"
        value: root.assets
    }
    Binding {
        target: Theme
        property: "plainFile"
        value: root.plainFile
    }
    Binding {
        target: Theme
        property: "contrastFile"
        value: root.contrastFile
    }
    Binding {
        target: Theme
        property: "motion"
        value: root.motion
    }
    Binding {
        target: Theme
        property: "panelInches"
        value: root.panelInches
    }

    function loaderOf(name: string): SceneLoader {
        for (let i = 0; i < stage.count; i++) {
            const loader = stage.itemAt(i) as SceneLoader;
            if (loader.modelData === name)
                return loader;
        }
        return null;
    }

    // The order matters: the scene coming is complete before it is seen, the one going is hidden in the same frame.
    // Left to itself the engine lets its heap grow by half a kilobyte a session before it looks what is still needed.
    // That takes some milliseconds; at rest nobody waits for them.
    property int visits: 0
    function leaveBehind(scene: var) {
        if (resting.includes(scene.name) && !resting.includes(root.scene.name) && root.scene.name !== "") {
            visits += 1;
            if (visits % 50 === 0)
                Qt.callLater(gc);
        }
    }
    function present(scene: var) {
        const before = root.current;
        leaveBehind(scene);
        const next = loaderOf(scene.name);
        // Another session is another scene, even where it looks the same.
        const entering = before !== next || scene.token !== root.scene.token;
        // The technician’s page is long and has no switch.
        Theme.large = scene.large && scene.name !== "setup";
        Theme.low = scene.low;
        Theme.contrast = scene.contrast;
        header.begin(scene.left, scene.span);
        root.scene = scene;
        if (entering)
            Turn.number += 1;
        next.present(scene, entering);
        root.current = next;
        if (before !== null && before !== next)
            before.leave();
        // What was typed waits while it is looked for, to be put right; whatever comes instead, it goes.
        for (const name of ["find", "receipt_ask"])
            if (name !== scene.name && scene.name !== "seeking")
                loaderOf(name).forget();
    }

    // A scene made beforehand, out of sight, so that the first citizen waits no longer than the second.
    function prepare(scene: var) {
        loaderOf(scene.name).make(scene);
    }

    component SceneLoader: Loader {
        id: loader

        required property string modelData

        readonly property url file: Qt.resolvedUrl("scenes/" + {
            "setup": "SetupScene", "out_of_service": "OutOfServiceScene", "paused": "PausedScene", "idle": "IdleScene",
            "cleaning": "CleaningScene", "rating": "RatingScene", "indicators": "IndicatorsScene", "text": "TextScene",
            "contact": "ContactScene", "duty": "DutyScene", "thanks": "ThanksScene", "lapsed": "LapsedScene",
            "welcome": "WelcomeScene", "find": "FindScene", "seeking": "SeekingScene", "case": "CaseScene",
            "targets": "TargetsScene", "receipt_ask": "ReceiptAskScene", "receipt": "ReceiptScene",
            "door": "DoorScene", "technician": "TechnicianScene", "technician_pad": "TechnicianPadScene"
        }[modelData] + ".qml")

        // By its own name, not by what is shown: a scene that is out of sight is not laid out anew with every other.
        // At a whole point: what is drawn to the point in a scene stays so.
        y: Math.round(root.roomAbove(modelData))
        width: root.width
        height: root.roomBelow(modelData) - y
        visible: false

        function make(scene: var) {
            if (status === Loader.Null)
                setSource(file, {"bridge": root.bridge, "scene": scene});
        }
        function present(scene: var, entering: bool) {
            make(scene);
            // A scene that cannot be loaded has said so already; another line of errors helps nobody.
            const made = item as Scene;
            if (made) {
                made.scene = scene;
                if (entering)
                    made.entered();
            }
            visible = true;
        }
        function leave() {
            visible = false;
            // What somebody typed or looked at does not stay for the next; the technician is seldom here.
            if (["text", "contact", "duty", "seeking", "case", "targets", "receipt", ...root.technicians].includes(modelData))
                forget();
        }
        function forget() {
            source = "";
        }
    }

    Repeater {
        id: stage
        model: ["setup", "out_of_service", "paused", "idle", "welcome", "cleaning", "rating", "indicators", "text", "contact", "duty", "thanks", "lapsed", ...root.ofAKiosk, ...root.technicians]
        SceneLoader {}
    }
    Rectangle {
        visible: root.framed
        y: Theme.landscape && Theme.low ? root.height - root.strip : 0
        width: root.width
        height: Theme.landscape ? root.strip : root.roomAbove(root.scene.name)
        color: Theme.bar

        Header {
            id: header
            x: Theme.pad
            width: parent.width - x - (Theme.landscape ? switches.width + 12 * Theme.u : x)
            height: parent.height
            tall: !Theme.landscape && (Theme.low ? height >= 170 * Theme.u : root.resting.includes(root.scene.name)) && root.writing === ""
            resting: root.resting.includes(root.scene.name)
            scene: root.scene
        }
        Rectangle {
            // High contrast has no blue strip: a line divides.
            visible: Theme.contrast
            y: Theme.landscape && Theme.low ? 0 : parent.height - height
            width: parent.width
            height: Theme.hair
            color: Theme.faint
        }
    }
    Rectangle {
        visible: root.framed && !Theme.landscape
        y: root.height - height
        width: root.width
        height: root.strip
        color: Theme.card

        Rectangle {
            width: parent.width
            height: Theme.hair
            color: Theme.faint
        }
    }
    // What the first frame does not need waits for it, and its place is kept. Files are named, not types: a type that is
    // named here is read and compiled with this one, before the first frame.
    Loader {
        id: switches
        visible: root.framed
        x: Theme.landscape ? root.width - width - 6 * Theme.u : 6 * Theme.u
        y: (Theme.landscape && !Theme.low ? 0 : root.height - root.strip) + 6 * Theme.u
    }
    Connections {
        target: root.Window.window
        enabled: !Theme.awake
        function onFrameSwapped() {
            // Not at once: others wait for this very frame, too.
            if (root.scene.name !== "")
                Qt.callLater(root.wake);
        }
    }

    function wake() {
        if (Theme.awake)
            return;
        Theme.awake = true;
        switches.setSource("Switches.qml", {"stage": root});
        corner.setSource("Knock.qml", {"bridge": root.bridge});
    }

    // Loaded for the first citizen who writes, then kept.
    Loader {
        id: keyboard
        y: root.height - root.below - height
        width: root.width
        visible: root.writing !== ""
        onVisibleChanged: if (visible && status === Loader.Null)
            setSource("keyboard/Keyboard.qml", {"stage": root})
    }

    // The technician's way in: the upper left corner of a resting scene, above whatever stands there; nobody sees it.
    Loader {
        id: corner
        visible: ["setup", ...root.resting].includes(root.scene.name)
        width: 120 * Theme.u
        height: 90 * Theme.u
    }

    // A pane of glass above everything: it sees every press and keeps none. One handler follows one finger.
    Item {
        anchors.fill: parent
        PointHandler {
            onActiveChanged: if (active) root.bridge.touched()
        }
    }

    // Keys and the audio guide: nobody has them before the first frame, which need not wait for them.
    Loader {
        id: steering
    }
    Loader {
        id: guiding
        anchors.fill: parent
    }

    Connections {
        target: root.bridge
        function onPresented(scene) {
            root.present(scene);
        }
        function onPrepared(scene) {
            root.prepare(scene);
        }
        function onDisturbed() {
            Turn.number += 1;
        }
        function onHandled(byKeys) {
            Turn.byKeys = byKeys;
        }
        function onGuarded() {
            steering.setSource("Steering.qml", {"stage": root});
            guiding.setSource("Guiding.qml", {"stage": root, "header": header});
        }
    }
}
