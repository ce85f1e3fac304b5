import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ParcelNeeds } from "../parcel_needs/parcel_needs";
import { ParcelOrders } from "../parcel_orders/parcel_orders";
import { whyAgain } from "../station/station_errors";
import { useStation } from "../station/station_hook";
import { StationPhoto } from "../station_photo/station_photo";
import { StationStatus } from "../station_status/station_status";

const NOTHING = { also: [], fields: [], cod: false };

/**
 * Two scans send: the device, then the carrier's label - or ORDER LABEL, when the
 * carrier takes orders: its label is scanned when it is on the box.
 */
export class SendingStation extends Component {
    static template = "service_logistics.SendingStation";
    static components = { Layout, ParcelNeeds, ParcelOrders, StationPhoto, StationStatus };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.parcel = useState({
            jobs: [],
            jobId: false,
            number: "",
            carrierId: false,
            cod: false,
            values: {},
            data: NOTHING,
            // The ordered parcel whose label is awaited next.
            awaited: false,
        });
        this.turn = useState({ count: 0 });
        this.station = useStation(
            "send",
            () => ({ job_ids: this.ids, parcel: this.entered }),
            (answer) => this.onAnswer(answer),
            { SCPHOTO: () => this.photo() },
            { SCNEXT: () => this.clear() }
        );
        this.status = useState(this.station.state);
    }

    get ids() {
        return this.parcel.jobs.map((job) => job.id);
    }

    get entered() {
        const { carrierId, cod, values, awaited } = this.parcel;
        return {
            carrier_id: carrierId,
            cod,
            values: { ...values },
            shipment_id: awaited,
        };
    }

    get job() {
        return this.parcel.jobs.find((job) => job.id === this.parcel.jobId);
    }

    get carrier() {
        return this.status.data.carriers.find(({ id }) => id === this.parcel.carrierId);
    }

    /** A number that was typed or scanned is sent, not ordered. */
    get orders() {
        return this.carrier?.orders && !this.parcel.number.trim();
    }

    get hint() {
        return _t("Scan a device that goes back. Ready to be sent: %s", this.status.data.ready);
    }

    get numberHint() {
        return _t("Empty: the carrier gives it");
    }

    get sheetUrl() {
        return `/report/pdf/service_logistics.station_commands/${user.activeCompany.id}`;
    }

    onAnswer(answer) {
        if (answer.shipment) {
            this.clear();
            this.parcel.awaited = answer.result === "ordered" && answer.shipment.id;
        } else if (answer.result === "undone") {
            this.parcel.awaited = false;
        } else {
            this.collect(answer);
        }
        if (answer.shipment || answer.result === "undone") {
            this.turn.count++;
            this.station.refresh();
        }
    }

    collect(answer) {
        if (answer.result === "collected" && !this.parcel.jobs.length) {
            this.parcel.carrierId = answer.carrier_id;
            this.parcel.awaited = false;
        }
        this.parcel.cod = this.parcel.cod || Boolean(answer.cod);
        this.parcel.jobs = answer.basket;
        this.parcel.jobId = answer.job_id || this.parcel.jobId;
        this.parcel.number = answer.number || this.parcel.number;
        this.load();
    }

    /** Ask what the parcel needs; the scans do not wait for it. */
    async load() {
        if (!this.parcel.jobs.length) {
            this.parcel.data = NOTHING;
            return;
        }
        try {
            this.parcel.data = await this.keepLast.add(
                this.orm.silent.call("service.scan", "parcel_data", [], {
                    job_ids: this.ids,
                    carrier_id: this.parcel.carrierId,
                    values: { ...this.parcel.values },
                })
            );
        } catch (error) {
            if (!whyAgain(error)) {
                this.station.show("danger", _t("Not done"), error.data?.message || error.message);
            }
        }
    }

    setCarrier(ev) {
        // guard: the keys of the next scan choose no carrier
        ev.target.blur();
        this.parcel.carrierId = Number(ev.target.value) || false;
        this.parcel.values = {};
        this.load();
    }

    setValue(name, value) {
        this.parcel.values[name] = value;
        this.load();
    }

    addAlso() {
        this.parcel.jobs = [...this.parcel.jobs, ...this.parcel.data.also];
        this.load();
    }

    remove(job) {
        this.parcel.jobs = this.parcel.jobs.filter((other) => other.id !== job.id);
        this.load();
    }

    clear() {
        Object.assign(this.parcel, {
            jobs: [],
            jobId: false,
            number: "",
            cod: false,
            values: {},
            data: NOTHING,
        });
    }

    /** Empty the parcel, after what was scanned before. */
    next() {
        return this.station.turn("SCNEXT");
    }

    send() {
        // guard: what is scanned and not shown yet would stay out of the parcel
        if (this.station.isWaiting()) {
            return this.station.refuse();
        }
        // The scanner's keys must reach core's service again.
        document.activeElement.blur();
        const { carrier_id, ...parcel } = this.entered;
        return this.station.run("send", {
            job_ids: this.ids,
            carrier_id,
            number: this.parcel.number,
            parcel,
        });
    }

    undo() {
        return this.station.scan("SCUNDO", "undo");
    }

    /** Whether a photo now would be of `job`, and of nothing that is only scanned yet. */
    isArmed(job) {
        return !this.station.isWaiting() && this.job?.id === job.id;
    }

    /** Press what the photo booth of the armed device offers: camera on, or a shot. */
    photo() {
        const button = document.querySelector(".o_service_station_photo [data-hotkey='p']");
        if (button) {
            button.click();
        } else {
            this.onPhotoError(_t("Scan the device first."));
        }
    }

    onTaken({ job_id, photo_count }) {
        // Photos arrive behind the scans: the parcel may be another one by now.
        const job = this.parcel.jobs.find((candidate) => candidate.id === job_id);
        if (job) {
            job.photo_count = photo_count;
        }
    }

    onPhotoError(message) {
        this.station.show("danger", _t("No photo"), message);
    }

    /** News of an ordered label; a good one does not disturb who packs the next box. */
    onNews(level, title, message) {
        if (level === "danger" || !this.parcel.jobs.length) {
            this.station.show(level, title, message);
        }
        this.station.refresh();
    }
}

registry.category("actions").add("service_logistics.sending_station", SendingStation);
