import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useStation } from "../station/station_hook";
import { StationStatus } from "../station_status/station_status";

// The carrier's answer to a call comes by the outbox, within a minute.
const REFRESH = 15000;

/** The courier stands at the door: one scan of the manifest, or of each parcel. */
export class CourierStation extends Component {
    static template = "service_logistics.CourierStation";
    static components = { Layout, StationStatus };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.door = useState({ waiting: [], manifests: [], asked: false });
        this.station = useStation(
            "pickup",
            () => ({}),
            () => this.load()
        );
        this.status = useState(this.station.state);
        onWillStart(() => this.load());
        const timer = browser.setInterval(() => this.load(), REFRESH);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get hint() {
        return _t("The courier takes the parcels: scan the code on top of the manifest.");
    }

    get idle() {
        return !this.door.waiting.length && !this.door.manifests.length;
    }

    async load() {
        try {
            const data = await this.orm.silent.call("service.manifest", "pickup_data", []);
            Object.assign(this.door, data);
        } catch {
            // Without a connection the station says so itself, at the next scan.
        }
    }

    /** Say what cannot be done on the station, not in a dialog over it. */
    async act(model, method, ids) {
        try {
            const result = await this.orm.call(model, method, [ids]);
            await this.load();
            return result;
        } catch (error) {
            this.station.show("danger", _t("Not done"), error.data?.message || error.message);
        }
    }

    async makeManifest(group) {
        if (await this.act("service.shipment", "action_make_manifest", group.ids)) {
            this.station.show(
                "success",
                _t("Manifest made"),
                _t("Print it for the courier. He signs it, you scan it.")
            );
        }
    }

    call(manifest) {
        return this.act("service.manifest", "action_call_courier", [manifest.id]);
    }

    /** The same as scanning it: once, whatever happens to the connection. */
    handOver(manifest) {
        this.door.asked = false;
        return this.station.scan(manifest.barcode);
    }

    open(manifest) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "service.manifest",
            res_id: manifest.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("service_logistics.courier_station", CourierStation);
