import { Component, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

// Enough to read a type plate; a phone's 12 megapixels would only cost time.
const MAX_SIDE = 1920;
const QUALITY = 0.85;

/** Draw an image or a video frame within MAX_SIDE and return it as base64 JPEG. */
function toJpeg(source, width, height) {
    const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1];
}

/** Photos of one device: from the station's camera, or chosen from files. */
export class StationPhoto extends Component {
    static template = "service_logistics.StationPhoto";
    static props = {
        job: Object,
        mode: String,
        station: String,
        onTaken: Function,
        onError: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.video = useRef("video");
        this.state = useState({ camera: false, busy: false });
        this.hasCamera = Boolean(navigator.mediaDevices?.getUserMedia);
        useEffect(
            (video) => {
                if (video) {
                    video.srcObject = this.stream;
                }
            },
            () => [this.video.el]
        );
        onWillUnmount(() => this.stopCamera());
    }

    async startCamera() {
        try {
            this.stream = await navigator.mediaDevices.getUserMedia({
                video: { facingMode: "environment", width: { ideal: MAX_SIDE } },
            });
        } catch {
            this.props.onError(
                _t("The camera cannot be used. Allow it in the browser, or choose a file.")
            );
            return;
        }
        this.state.camera = true;
    }

    stopCamera() {
        for (const track of this.stream?.getTracks() || []) {
            track.stop();
        }
        this.stream = null;
        this.state.camera = false;
    }

    async takePhoto() {
        const video = this.video.el;
        await this.save(_t("camera.jpg"), toJpeg(video, video.videoWidth, video.videoHeight));
    }

    async onFiles(ev) {
        for (const file of ev.target.files) {
            let data;
            try {
                const image = await createImageBitmap(file);
                data = toJpeg(image, image.width, image.height);
            } catch {
                this.props.onError(_t("“%s” is no photo that can be read.", file.name));
                continue;
            }
            await this.save(file.name, data);
        }
        ev.target.value = "";
    }

    async save(name, data) {
        const { job, mode, station } = this.props;
        this.state.busy = true;
        try {
            this.props.onTaken(
                await this.orm.call("service.scan", "add_photo", [], {
                    job_id: job.id,
                    name,
                    data,
                    mode,
                    station,
                })
            );
        } catch (error) {
            this.props.onError(error.data?.message || error.message);
        } finally {
            this.state.busy = false;
        }
    }
}
