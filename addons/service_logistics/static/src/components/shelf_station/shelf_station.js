import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useStation } from "../station/station_hook";
import { StationLabel } from "../station_label/station_label";
import { StationStatus } from "../station_status/station_status";

/** Scan a shelf, then its devices; or devices, then where they go. */
export class ShelfStation extends Component {
    static template = "service_logistics.ShelfStation";
    static components = { Layout, StationLabel, StationStatus };
    static props = { ...standardActionServiceProps };

    setup() {
        this.open = useState({ shelf: false, waiting: [] });
        this.station = useStation(
            "shelve",
            () => ({
                shelf_id: this.open.shelf && this.open.shelf.id,
                job_ids: this.open.waiting.map((job) => job.id),
            }),
            (answer) => this.onAnswer(answer)
        );
        this.status = useState(this.station.state);
    }

    get hint() {
        return _t("Scan a shelf and then its devices, or a device and then its shelf.");
    }

    get rows() {
        return this.open.shelf ? this.open.shelf.jobs : this.open.waiting;
    }

    onAnswer(answer) {
        Object.assign(this.open, { shelf: answer.shelf, waiting: answer.basket });
    }

    finish() {
        Object.assign(this.open, { shelf: false, waiting: [] });
        Object.assign(this.status, { level: "idle", title: "", message: "" });
    }

    onLabelError(message) {
        this.station.show("danger", _t("No label"), message);
    }
}

registry.category("actions").add("service_logistics.shelf_station", ShelfStation);
