import { onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { MAX_SIDE, toJpeg } from "./photo_jpeg";

const DEVICE_KEY = "service_logistics.camera";
const WANTED_KEY = "service_logistics.camera_on";
// The panel of the next device opens within this time: the camera stays on for it.
const LINGER = 1500;

// One stream for the page: it outlives the panel of one device.
let stream = null;
let opening = null;
let panels = 0;

function close() {
    for (const track of stream?.getTracks() || []) {
        track.stop();
    }
    stream = null;
}

function closeUnused() {
    if (!panels) {
        close();
    }
}

async function open(deviceId) {
    const choice = deviceId ? { deviceId: { ideal: deviceId } } : { facingMode: "environment" };
    return browser.navigator.mediaDevices.getUserMedia({
        video: { ...choice, width: { ideal: MAX_SIDE } },
    });
}

/**
 * The station's camera, shown in the `video` of the template.
 *
 * It stays on from device to device, and comes on again by itself at a station where it
 * was on; the chosen camera is remembered, too.
 *
 * @param {(message: string) => void} onError
 */
export function useCamera(onError) {
    const video = useRef("video");
    const state = useState({
        possible: Boolean(browser.navigator.mediaDevices?.getUserMedia),
        on: false,
        devices: [],
        deviceId: browser.localStorage.getItem(DEVICE_KEY) || "",
    });
    let gone = false;

    function onEnded() {
        close();
        state.on = false;
        onError(_t("The camera was unplugged. Connect it and switch it on again."));
    }

    async function start() {
        try {
            opening ||= stream || open(state.deviceId);
            stream = await opening;
        } catch {
            onError(_t("The camera cannot be used. Allow it in the browser, or choose a file."));
            return;
        } finally {
            opening = null;
        }
        if (gone) {
            closeUnused();
            return;
        }
        const [track] = stream.getVideoTracks();
        track.onended = onEnded;
        state.deviceId = track.getSettings().deviceId || "";
        const devices = await browser.navigator.mediaDevices.enumerateDevices();
        state.devices = devices.filter((device) => device.kind === "videoinput");
        state.on = true;
        if (video.el) {
            video.el.srcObject = stream;
        }
        browser.localStorage.setItem(WANTED_KEY, "1");
    }

    function stop() {
        close();
        state.on = false;
        browser.localStorage.removeItem(WANTED_KEY);
    }

    async function choose(deviceId) {
        browser.localStorage.setItem(DEVICE_KEY, deviceId);
        state.deviceId = deviceId;
        state.on = false;
        close();
        await start();
    }

    /** Return what the camera sees as base64 JPEG, or nothing while it starts. */
    function frame() {
        const { videoWidth, videoHeight } = video.el || {};
        return videoWidth ? toJpeg(video.el, videoWidth, videoHeight) : null;
    }

    useEffect(
        (element) => {
            if (element) {
                element.srcObject = stream;
            }
        },
        () => [video.el]
    );
    onMounted(() => {
        panels++;
        if (state.possible && browser.localStorage.getItem(WANTED_KEY)) {
            start();
        }
    });
    onWillUnmount(() => {
        gone = true;
        panels--;
        browser.setTimeout(closeUnused, LINGER);
    });
    return { state, start, stop, choose, frame };
}
