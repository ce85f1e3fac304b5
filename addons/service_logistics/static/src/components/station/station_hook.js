import { onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { Mutex } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { StationQueue } from "./station_queue";
import { playSound } from "./station_sound";

export const STATION_KEY = "service_logistics.station";
const GOOD = ["success", "info"];
// Core's own commands are no barcodes of ours.
const CORE_PREFIXES = ["OCD", "OBT"];
// A trembling hand or a scanner that reads twice; nobody means the same code so soon.
const BOUNCE = 800;
const RETRY = 5000;
// The server never saw these, or the login is over: the scan waits, it is not refused.
const KEEP = ["odoo.http.SessionExpiredException"];

/** A token for one scan: the server acts once on it, however often it is sent. */
export function newToken() {
    return uuid() + uuid();
}

/**
 * What both stations share: scans come from core's `barcode` service or from the text
 * field, are answered one after the other, wait in the browser while there is no
 * connection, and are sent again with the same token.
 *
 * @param {"receive" | "send"} mode
 * @param {() => Object} getContext further arguments of `service.scan.scan`
 * @param {(answer: Object) => void} onAnswer
 * @param {Object<string, () => void>} [commands] barcode -> what this screen does at it
 */
export function useStation(mode, getContext, onAnswer, commands = {}) {
    const orm = useService("orm");
    const mutex = new Mutex();
    const queue = new StationQueue(`${mode}.${user.userId}`);
    const state = useState({
        level: "idle",
        title: "",
        message: "",
        busy: false,
        lost: false,
        waiting: queue.length,
        confirm: null,
        station: browser.localStorage.getItem(STATION_KEY) || "",
        data: { carriers: [], expected: 0, ready: 0, parcels: [], categories: [], counts: [] },
    });
    // What the last answer offers to who scans the same code again.
    let offer = { raw: "", confirm: "" };
    let bounced = { raw: "", at: 0 };

    function show(level, title, message) {
        Object.assign(state, { level, title, message });
        playSound(GOOD.includes(level) ? "good" : "bad");
    }

    let toldAt = 0;

    /** Once for each scan, not with every attempt to send. */
    function showLost() {
        if (state.lost && toldAt === queue.length) {
            return;
        }
        toldAt = queue.length;
        state.lost = true;
        show(
            "danger",
            _t("No connection"),
            _t("Nothing is lost: go on scanning. Scans wait here and are sent in order.")
        );
    }

    /** The open request is asked at sending: the scans before this one have opened it. */
    function complete(entry) {
        if (entry.method !== "scan" || entry.sent) {
            return;
        }
        // A device of somebody else is received by the button alone, see `confirm`.
        const again = offer.raw === entry.args.raw && offer.confirm !== "own";
        entry.sent = true;
        queue.update({
            ...(entry.old ? {} : getContext()),
            confirm: entry.confirm || (again && offer.confirm) || "",
        });
    }

    async function sendFirst() {
        const entry = queue.first;
        complete(entry);
        let answer;
        try {
            answer = await orm.silent.call("service.scan", entry.method, [], entry.args);
        } catch (error) {
            if (error instanceof ConnectionLostError || KEEP.includes(error.exceptionName)) {
                showLost();
                return false;
            }
            queue.shift();
            offer = { raw: "", confirm: "" };
            state.confirm = null;
            show("danger", _t("Not done"), error.data?.message || error.message);
            return true;
        }
        queue.shift();
        // What waited behind it was scanned after the reload, or follows this answer.
        for (const other of queue.entries) {
            other.old = false;
        }
        state.lost = false;
        offer = { raw: entry.args.raw, confirm: answer.confirm };
        state.confirm = answer.confirm ? { raw: entry.args.raw, kind: answer.confirm } : null;
        show(answer.level, answer.title, answer.message);
        onAnswer(answer);
        return true;
    }

    function flush() {
        return mutex.exec(async () => {
            state.busy = true;
            try {
                while (queue.length && (await sendFirst())) {
                    state.waiting = queue.length;
                }
            } finally {
                state.busy = false;
                state.waiting = queue.length;
            }
        });
    }

    function put(method, args, more = {}) {
        queue.push({ method, args: { token: newToken(), station: state.station, ...args }, ...more });
        state.waiting = queue.length;
        return flush();
    }

    function scan(raw, confirm = "") {
        const code = (raw || "").trim();
        if (!code || CORE_PREFIXES.some((prefix) => code.startsWith(prefix))) {
            return;
        }
        const now = Date.now();
        if (!confirm && bounced.raw === code && now - bounced.at < BOUNCE) {
            return;
        }
        bounced = { raw: code, at: now };
        const command = commands[code.toUpperCase()];
        if (command) {
            return flush().then(command);
        }
        return put("scan", { raw: code, mode, ...getContext() }, { confirm });
    }

    function setStation(name) {
        state.station = name.trim().slice(0, 64);
        browser.localStorage.setItem(STATION_KEY, state.station);
    }

    async function refresh() {
        try {
            state.data = await orm.silent.call("service.scan", "station_data", []);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    onWillStart(refresh);
    let timer;
    const online = () => flush();
    onMounted(() => {
        timer = browser.setInterval(() => queue.length && flush(), RETRY);
        browser.addEventListener("online", online);
        flush();
    });
    onWillUnmount(() => {
        browser.clearInterval(timer);
        browser.removeEventListener("online", online);
    });
    const barcode = useService("barcode");
    useBus(barcode.bus, "barcode_scanned", (ev) => scan(ev.detail.barcode));
    return { state, show, scan, retry: flush, setStation, refresh, run: put };
}
