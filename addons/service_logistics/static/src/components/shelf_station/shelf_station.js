import { Component, onMounted, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CountPanel } from "../count_panel/count_panel";
import { useStation } from "../station/station_hook";
import { StationLabel } from "../station_label/station_label";
import { StationStatus } from "../station_status/station_status";

/** The count that this station was in before a reload. */
const COUNT_KEY = "service_logistics.count";

/** Scan a shelf, then its devices; or devices, then where they go; or count them. */
export class ShelfStation extends Component {
    static template = "service_logistics.ShelfStation";
    static components = { CountPanel, Layout, StationLabel, StationStatus };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.open = useState({ shelf: false, waiting: [], count: false });
        this.station = useStation(
            "shelve",
            () => ({
                shelf_id: this.place && this.place.id,
                count_id: this.open.count && this.open.count.id,
                job_ids: this.open.waiting.map((job) => job.id),
            }),
            (answer) => this.onAnswer(answer),
            {},
            { close: () => this.finish(), leave: () => this.leave() }
        );
        this.status = useState(this.station.state);
        onMounted(() => this.resume());
    }

    /** The shelf that is open, or is being counted. */
    get place() {
        return this.open.count ? this.open.count.place : this.open.shelf;
    }

    /** The counts that go on: this station may join them. */
    get counts() {
        return this.status.data.counts || [];
    }

    /** The button that says yes to what the last answer offers. */
    get offer() {
        return this.status.confirm?.kind === "finish" && _t("Finish without the missing devices");
    }

    get sheetUrl() {
        return `/report/pdf/service_logistics.station_commands/${user.activeCompany.id}`;
    }

    get hint() {
        if (this.open.count) {
            return _t("Scan a shelf, then everything that lies on it.");
        }
        return _t("Scan a shelf and then its devices, or a device and then its shelf.");
    }

    get rows() {
        return this.open.shelf ? this.open.shelf.jobs : this.open.waiting;
    }

    onAnswer(answer) {
        const { shelf, basket, count, counted } = answer;
        Object.assign(this.open, { shelf, waiting: basket, count });
        this.remember();
        if (counted) {
            this.station.refresh();
            this.showCount(counted);
        }
    }

    confirm() {
        const { raw, kind } = this.status.confirm || {};
        return raw && this.station.scan(raw, kind);
    }

    // --- Counts

    remember() {
        if (this.open.count) {
            browser.localStorage.setItem(COUNT_KEY, this.open.count.id);
        } else {
            browser.localStorage.removeItem(COUNT_KEY);
        }
    }

    /** After a reload the station counts on. */
    resume() {
        const id = Number(browser.localStorage.getItem(COUNT_KEY));
        if (this.counts.some((count) => count.id === id)) {
            this.join(id);
        }
    }

    join(id) {
        this.open.count = { id, name: "", places: [], place: false, rows: [] };
        return this.station.scan("SCCOUNT");
    }

    /** The button: scans that wait are of the shelf that is open, not of the count. */
    ask(id) {
        return this.station.isWaiting() ? this.station.refuse() : this.join(id);
    }

    leave() {
        this.finish();
        this.station.refresh();
    }

    showCount(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "service.count",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    finish() {
        Object.assign(this.open, { shelf: false, waiting: [], count: false });
        this.remember();
        Object.assign(this.status, { level: "idle", title: "", message: "" });
    }

    onLabelError(message) {
        this.station.show("danger", _t("No label"), message);
    }
}

registry.category("actions").add("service_logistics.shelf_station", ShelfStation);
