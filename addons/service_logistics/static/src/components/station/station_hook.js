import { onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { playSound } from "./station_sound";

const STATION_KEY = "service_logistics.station";
const GOOD = ["success", "info"];
// Core's own commands are no barcodes of ours.
const CORE_PREFIXES = ["OCD", "OBT"];

/** A token for one scan: the server acts once on it, however often it is sent. */
export function newToken() {
    return uuid() + uuid();
}

/**
 * What both stations share: scans come from core's `barcode` service or from the text
 * field, are answered one after the other, and are sent again after a lost connection
 * with the same token.
 *
 * @param {"receive" | "send"} mode
 * @param {() => Object} getContext further arguments of `service.scan.scan`
 * @param {(answer: Object) => void} onAnswer
 */
export function useStation(mode, getContext, onAnswer) {
    const orm = useService("orm");
    const mutex = new Mutex();
    const state = useState({
        level: "idle",
        title: "",
        message: "",
        busy: false,
        lost: null,
        station: browser.localStorage.getItem(STATION_KEY) || "",
        data: { carriers: [], expected: 0, ready: 0 },
    });

    function show(level, title, message) {
        Object.assign(state, { level, title, message });
        playSound(GOOD.includes(level) ? "good" : "bad");
    }

    async function call(method, args) {
        state.busy = true;
        state.lost = null;
        try {
            const answer = await orm.call("service.scan", method, [], args);
            show(answer.level, answer.title, answer.message);
            onAnswer(answer);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                show("danger", _t("Not done"), error.data?.message || error.message);
                return;
            }
            state.lost = { method, args };
            show(
                "danger",
                _t("No connection"),
                _t("Nothing is lost: press “Try again” when the network is back.")
            );
        } finally {
            state.busy = false;
        }
    }

    function scan(raw) {
        const code = (raw || "").trim();
        if (!code || CORE_PREFIXES.some((prefix) => code.startsWith(prefix))) {
            return;
        }
        const token = newToken();
        return mutex.exec(() =>
            call("scan", { token, raw: code, mode, station: state.station, ...getContext() })
        );
    }

    function retry() {
        const { method, args } = state.lost;
        return mutex.exec(() => call(method, args));
    }

    function setStation(name) {
        state.station = name.trim().slice(0, 64);
        browser.localStorage.setItem(STATION_KEY, state.station);
    }

    async function refresh() {
        state.data = await orm.call("service.scan", "station_data", []);
    }

    onWillStart(refresh);
    const barcode = useService("barcode");
    useBus(barcode.bus, "barcode_scanned", (ev) => scan(ev.detail.barcode));
    return {
        state,
        show,
        scan,
        retry,
        setStation,
        refresh,
        run: (method, args) =>
            mutex.exec(() => call(method, { token: newToken(), station: state.station, ...args })),
    };
}
