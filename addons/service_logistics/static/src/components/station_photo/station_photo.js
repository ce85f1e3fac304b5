import { Component, onWillStart, onWillUpdateProps, useExternalListener, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { waitingWords } from "../station/station_errors";
import { playSound } from "../station/station_sound";
import { useCamera } from "./camera_hook";
import { fileToJpeg } from "./photo_jpeg";

// A key that comes sooner after the one before it is of a scanner, not of a hand.
const SCANNER_PAUSE = 120;
const FLASH = 200;
const TYPING = "input, textarea, select, button, a, [contenteditable=true]";

/** What takes a photo at once: Space, Enter, or this event of `env.bus`. */
export const PHOTO_EVENT = "SERVICE_STATION:PHOTO";

/**
 * The photo booth: the scan arms a device, each key takes one view of it.
 *
 * Photos go to the server behind the scans; the camera stays on from device to device.
 */
export class StationPhoto extends Component {
    static template = "service_logistics.StationPhoto";
    static props = {
        job: { type: Object, optional: true },
        mode: String,
        station: String,
        // (job) => whether it still is the device on the table, and nothing scanned waits
        isArmed: { type: Function, optional: true },
        onTaken: Function,
        onError: Function,
    };
    static defaultProps = { isArmed: () => true };

    setup() {
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.queue = useService("service_photo_queue");
        this.sending = useState(this.queue.state);
        this.camera = useCamera((message) => this.fail(message));
        this.state = useState({ positions: [], positionId: false, shots: [], flash: false });
        this.lastKey = 0;
        useExternalListener(window, "keydown", (ev) => this.onKey(ev));
        useBus(this.env.bus, PHOTO_EVENT, () => this.shoot());
        useBus(this.queue.bus, "sent", ({ detail }) => this.onSent(detail));
        useBus(this.queue.bus, "failed", ({ detail }) => this.fail(detail.message));
        onWillStart(() => {
            this.load(this.props);
        });
        onWillUpdateProps((next) => {
            if (next.job?.id !== this.props.job?.id) {
                this.load(next);
            }
        });
    }

    get position() {
        return this.state.positions.find(({ id }) => id === this.state.positionId);
    }

    /** Why photos wait, in words. */
    get lost() {
        const why = this.sending.lost;
        if (why === "connection") {
            return _t(
                "No connection. The photos wait here and are sent when the network is back; do not close the page."
            );
        }
        return why && _t("%s. The photos wait here; do not close the page.", waitingWords(why)[0]);
    }

    get shots() {
        return this.state.shots.filter((shot) => shot.jobId === this.props.job?.id);
    }

    /** Learn which views are there; without the network the booth proposes all again. */
    async load({ job, mode }) {
        this.state.positionId = false;
        this.state.positions.forEach((position) => (position.taken = false));
        if (!job) {
            return;
        }
        this.propose();
        let known;
        try {
            known = await this.orm.silent.call("service.scan", "photo_job", [job.id, mode]);
        } catch {
            return;
        }
        if (this.props.job && this.props.job.id !== job.id) {
            return;
        }
        // Taken while the answer was on its way.
        const fresh = this.shots.map((shot) => shot.positionId);
        this.state.positions = known.positions.map((position) => ({
            ...position,
            taken: position.taken || fresh.includes(position.id),
        }));
        const before = this.state.shots.filter((shot) => shot.jobId !== job.id);
        const old = known.photos.map(({ id, position }) => ({
            jobId: job.id,
            photoId: id,
            label: position,
            url: `/web/image/service.photo/${id}/image/160x120`,
        }));
        const there = old.map(({ photoId }) => photoId);
        const mine = this.shots.filter((shot) => shot.number && !there.includes(shot.photoId));
        this.state.shots = [...before.slice(-20), ...old, ...mine];
        if (!this.position || this.position.taken) {
            this.propose();
        }
    }

    /** Propose the first view after the present one that is not taken. */
    propose() {
        const { positions, positionId } = this.state;
        const start = positions.findIndex(({ id }) => id === positionId) + 1;
        const order = [...positions.slice(start), ...positions.slice(0, start)];
        this.state.positionId = order.find(({ taken }) => !taken)?.id || false;
    }

    skip(ev) {
        ev.currentTarget.blur();
        const { positions, positionId } = this.state;
        const place = positions.findIndex(({ id }) => id === positionId);
        this.state.positionId = positions[place + 1]?.id || false;
    }

    chooseCamera(ev) {
        ev.target.blur(); // the keys of the next scan choose no camera
        return this.camera.choose(ev.target.value);
    }

    choose(ev, position) {
        ev.currentTarget.blur(); // Space is the camera's again
        this.state.positionId = position.id;
    }

    onKey(ev) {
        const pause = ev.timeStamp - this.lastKey;
        this.lastKey = ev.timeStamp;
        const asked = [" ", "Enter"].includes(ev.key) && !ev.repeat && !ev.altKey && !ev.ctrlKey;
        // guard: the Enter that ends a scan takes no photo
        if (!asked || pause < SCANNER_PAUSE || ev.defaultPrevented) {
            return;
        }
        const elsewhere = this.ui.activeElement !== document || ev.target.closest?.(TYPING);
        if (elsewhere || !this.camera.state.on || !this.props.job) {
            return;
        }
        ev.preventDefault();
        this.shoot();
    }

    /** Photos are evidence and stay: none while it is open whose it would be. */
    isBlocked() {
        // guard: no photo of the device before the one that was scanned
        if (this.props.isArmed(this.props.job)) {
            return false;
        }
        this.fail(
            _t("The scan of a device still waits to be sent. Take the photo when it is answered.")
        );
        return true;
    }

    shoot() {
        if (!this.props.job) {
            this.fail(_t("Scan the device first, then take the photo."));
            return;
        }
        if (this.isBlocked()) {
            return;
        }
        const data = this.camera.state.on && this.camera.frame();
        if (!data) {
            this.fail(_t("The camera is not ready. Switch it on, or wait a moment."));
            return;
        }
        this.keep(_t("camera.jpg"), data);
        playSound("good");
        this.state.flash = true;
        setTimeout(() => (this.state.flash = false), FLASH);
    }

    async onFiles(ev) {
        const { job } = this.props;
        const files = [...ev.target.files];
        ev.target.value = "";
        if (this.isBlocked()) {
            return;
        }
        for (const file of files) {
            let data;
            try {
                data = await fileToJpeg(file);
            } catch {
                this.fail(_t("“%s” is no photo that can be read.", file.name));
                continue;
            }
            if (this.props.job?.id !== job.id || !this.props.isArmed(job)) {
                this.fail(_t("Another device was scanned. Choose its photos again."));
                return;
            }
            this.keep(file.name, data);
        }
    }

    /** Put a photo of the armed device and view into the queue. */
    keep(name, data) {
        const { job, mode, station } = this.props;
        const { position } = this;
        const number = this.queue.add({
            job_id: job.id,
            name,
            data,
            mode,
            station,
            position_id: position?.id || false,
        });
        this.state.shots.push({
            jobId: job.id,
            number,
            positionId: position?.id,
            label: position?.name || "",
            url: `data:image/jpeg;base64,${data}`,
            waiting: true,
        });
        if (position) {
            position.taken = true;
            this.propose();
        }
    }

    onSent({ number, job_id, photo_count, photo_id }) {
        const shot = this.state.shots.find((candidate) => candidate.number === number);
        if (shot) {
            Object.assign(shot, { waiting: false, photoId: photo_id });
        }
        this.props.onTaken({ job_id, photo_count });
    }

    /** Give up what the server refused. */
    drop() {
        const numbers = this.sending.failed.map(({ number }) => number);
        this.queue.dropFailed();
        this.state.shots = this.state.shots.filter(({ number }) => !numbers.includes(number));
    }

    fail(message) {
        playSound("bad");
        this.props.onError(message);
    }
}
