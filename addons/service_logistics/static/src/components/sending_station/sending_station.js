import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useStation } from "../station/station_hook";
import { StationPhoto } from "../station_photo/station_photo";
import { StationStatus } from "../station_status/station_status";

/** Scan devices of one client, then the label's number: the parcel is sent. */
export class SendingStation extends Component {
    static template = "service_logistics.SendingStation";
    static components = { Layout, StationPhoto, StationStatus };
    static props = { ...standardActionServiceProps };

    setup() {
        this.parcel = useState({ jobs: [], jobId: false, number: "", carrierId: "" });
        this.station = useStation(
            "send",
            () => ({ job_ids: this.parcel.jobs.map((job) => job.id) }),
            (answer) => this.onAnswer(answer)
        );
        this.status = useState(this.station.state);
    }

    get job() {
        return this.parcel.jobs.find((job) => job.id === this.parcel.jobId);
    }

    get hint() {
        return _t("Scan a device that goes back. Ready to be sent: %s", this.status.data.ready);
    }

    onAnswer(answer) {
        if (answer.result === "sent") {
            this.clear();
            this.station.refresh();
            return;
        }
        this.parcel.jobs = answer.basket;
        this.parcel.jobId = answer.job_id || this.parcel.jobId;
        this.parcel.number = answer.number || this.parcel.number;
    }

    remove(job) {
        this.parcel.jobs = this.parcel.jobs.filter((other) => other.id !== job.id);
    }

    clear() {
        Object.assign(this.parcel, { jobs: [], jobId: false, number: "" });
    }

    send() {
        return this.station.run("send", {
            job_ids: this.parcel.jobs.map((job) => job.id),
            carrier_id: Number(this.parcel.carrierId) || false,
            number: this.parcel.number,
        });
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
}

registry.category("actions").add("service_logistics.sending_station", SendingStation);
