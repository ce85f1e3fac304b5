import { onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { Mutex } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { sender, waitingWords, whyAgain } from "./station_errors";
import { StationMissed } from "./station_missed";
import { StationQueue } from "./station_queue";
import { playSound } from "./station_sound";

export const STATION_KEY = "service_logistics.station";
const GOOD = ["success", "info"];
// Core's own commands are no barcodes of ours.
const CORE_PREFIXES = ["OCD", "OBT"];
// A trembling hand or a scanner that reads twice; nobody means the same code so soon.
const BOUNCE = 800;
const RETRY = 5000;
const NO_OFFER = { raw: "", confirm: "" };

/** A token for one scan: the server acts once on it, however often it is sent. */
export function newToken() {
    return uuid() + uuid();
}

/**
 * What the stations share: scans come from core's `barcode` service or from the text
 * field, are answered one after the other, wait in the browser while there is no
 * connection, and are sent again with the same token.
 *
 * @param {"receive" | "send" | "shelve" | "pickup"} mode
 * @param {() => Object} getContext further arguments of `service.scan.scan`
 * @param {(answer: Object) => void} onAnswer
 * @param {Object<string, () => void>} [commands] barcode -> what this screen does at it
 *     at once, and only while no scan waits: it acts on what stands on the screen
 * @param {Object<string, () => void>} [turns] barcode, or a name for `turn`, -> what this
 *     screen does when all that was scanned before it is answered
 */
export function useStation(mode, getContext, onAnswer, commands = {}, turns = {}) {
    const orm = useService("orm");
    const mutex = new Mutex();
    const queue = new StationQueue(mode, { id: user.userId, name: user.name });
    const missed = new StationMissed(`${mode}.${user.userId}`);
    const state = useState({
        level: "idle",
        title: "",
        message: "",
        busy: false,
        // Why scans wait, see `whyAgain`.
        lost: "",
        waiting: queue.length,
        missed: missed.rows,
        others: queue.others(),
        confirm: null,
        station: browser.localStorage.getItem(STATION_KEY) || "",
        data: { carriers: [], expected: 0, ready: 0, parcels: [], categories: [], counts: [] },
    });
    // What the last answer offers to who scans the same code again.
    let offer = NO_OFFER;
    let bounced = { raw: "", at: 0 };
    // Entry's key -> who waits for what becomes of it.
    const asked = new Map();

    /** Whether something that was scanned is not answered: the screen is behind it. */
    function isWaiting() {
        return state.busy || queue.length > 0;
    }

    /** @param {string} [raw] what was scanned, for the list; UNDO did what was asked */
    function show(level, title, message, raw = "", result = "") {
        Object.assign(state, { level, title, message });
        const good = GOOD.includes(level);
        // guard: what the next answer hides is read later
        if (!good && queue.length && result !== "undone") {
            state.missed = missed.add({ raw, title, message });
        }
        playSound(good ? "good" : "bad");
    }

    function dismiss() {
        state.missed = missed.clear();
    }

    /** Say that something cannot be done before the scans are answered. */
    function refuse(raw = "") {
        show(
            "danger",
            _t("Wait a moment"),
            _t("A scan still waits to be sent. Do this again when it is answered."),
            raw
        );
    }

    let told = "";

    /** Once for each scan and reason, not with every attempt to send. */
    function showWaiting(why) {
        const now = `${why} ${queue.length}`;
        if (state.lost && told === now) {
            return;
        }
        told = now;
        const [title, message] = waitingWords(why);
        Object.assign(state, { lost: why, level: "danger", title, message });
        playSound("bad");
    }

    /** The open request is asked at sending: the scans before this one have opened it. */
    function complete(entry) {
        if (entry.method === "scan" && !entry.sent) {
            entry.sent = true;
            queue.update({ ...(entry.old ? {} : getContext()), confirm: entry.confirm || "" });
        }
    }

    function settle(entry, answer) {
        asked.get(entry.key)?.(answer);
        asked.delete(entry.key);
    }

    /** Show the answer to an entry that left the queue. */
    function take(entry, answer) {
        const raw = entry.args.raw || entry.args.number || "";
        state.lost = "";
        show(answer.level, answer.title, answer.message, raw, answer.result);
        // guard: behind it wait scans of who has not seen this answer: no yes to it
        offer = queue.length ? NO_OFFER : { raw, confirm: answer.confirm };
        state.confirm = offer.confirm ? { raw, kind: offer.confirm } : null;
        // guard: what lies on a refused device is not put into the parcel before it
        if (mode === "send" && answer.level === "danger") {
            drop(answer);
        }
        settle(entry, answer);
    }

    /** Take out what waits for the same parcel, and list it. */
    function drop(answer) {
        for (const entry of queue.cut(({ turn }) => turn)) {
            state.missed = missed.add({
                raw: entry.args.raw || entry.args.number || "",
                title: _t("Not done, scan it again"),
                message: _t("What was scanned before it was refused."),
            });
            settle(entry, answer);
        }
    }

    async function sendFirst() {
        const entry = queue.first;
        if (entry.turn) {
            queue.shift();
            follow();
            turns[entry.turn]?.();
            settle(entry, {});
            return true;
        }
        complete(entry);
        let answer;
        try {
            const args = { ...entry.args, context: sender() };
            answer = await orm.silent.call("service.scan", entry.method, [], args);
        } catch (error) {
            const why = whyAgain(error);
            if (why) {
                showWaiting(why);
                return false;
            }
            queue.shift();
            const message = error.data?.message || error.message;
            take(entry, { level: "danger", title: _t("Not done"), message, confirm: "" });
            return true;
        }
        queue.shift();
        follow();
        take(entry, answer);
        onAnswer(answer);
        return true;
    }

    /** What waits was scanned after the reload, or follows the answer that came now. */
    function follow() {
        for (const other of queue.entries) {
            other.old = false;
        }
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

    /** @returns {Promise<Object>} the answer; as late as it may come */
    function put(entry) {
        offer = NO_OFFER;
        state.confirm = null;
        const kept = queue.push(entry);
        state.waiting = queue.length;
        const answered = new Promise((resolve) => asked.set(kept.key, resolve));
        flush();
        return answered;
    }

    function run(method, args, more = {}) {
        const station = state.station;
        return put({ method, args: { token: newToken(), station, ...args }, ...more });
    }

    /** Do `turns[name]` when all that was scanned before is answered. */
    function turn(name) {
        return put({ method: "", args: {}, turn: name });
    }

    function isBounced(code) {
        // The clock of the day may be set; this one only goes on.
        const now = performance.now();
        const again = bounced.raw === code && now - bounced.at < BOUNCE;
        if (!again) {
            bounced = { raw: code, at: now };
        }
        return again;
    }

    function scan(raw, confirm = "") {
        const code = (raw || "").trim();
        if (!code || CORE_PREFIXES.some((prefix) => code.startsWith(prefix))) {
            return;
        }
        if (!confirm && isBounced(code)) {
            return;
        }
        const name = code.toUpperCase();
        if (turns[name]) {
            return turn(name);
        }
        if (commands[name]) {
            // guard: the screen is behind what was scanned
            return isWaiting() ? refuse(code) : commands[name]();
        }
        // A device of somebody else is received by the button alone, see `confirm`.
        const again = offer.raw === code && offer.confirm !== "own" ? offer.confirm : "";
        const args = { raw: code, mode, ...getContext() };
        return run("scan", args, { confirm: confirm || again });
    }

    function setStation(name) {
        state.station = name.trim().slice(0, 64);
        browser.localStorage.setItem(STATION_KEY, state.station);
    }

    async function refresh() {
        try {
            state.data = await orm.silent.call("service.scan", "station_data", []);
        } catch (error) {
            if (!whyAgain(error)) {
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
    return {
        state, show, scan, turn, refuse, isWaiting, dismiss, setStation, refresh, run,
        retry: flush,
    };
}
