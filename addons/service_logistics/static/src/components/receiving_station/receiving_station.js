import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useStation } from "../station/station_hook";
import { StationPhoto } from "../station_photo/station_photo";
import { StationStatus } from "../station_status/station_status";

/** Scan the request, then each device: the screen says what to do with it. */
export class ReceivingStation extends Component {
    static template = "service_logistics.ReceivingStation";
    static components = { Layout, StationPhoto, StationStatus };
    static props = { ...standardActionServiceProps };

    setup() {
        this.open = useState({ request: false, jobId: false });
        this.station = useStation(
            "receive",
            () => ({ request_id: this.open.request && this.open.request.id }),
            (answer) => this.onAnswer(answer)
        );
        this.status = useState(this.station.state);
    }

    get job() {
        const jobs = this.open.request ? this.open.request.jobs : [];
        return jobs.find((job) => job.id === this.open.jobId);
    }

    get hint() {
        return _t("Scan the document of the parcel. Expected devices: %s", this.status.data.expected);
    }

    get received() {
        return this.open.request.jobs.filter((job) => job.received).length;
    }

    onAnswer(answer) {
        if (answer.request) {
            this.open.request = answer.request;
        }
        if (answer.job_id || answer.result === "request") {
            this.open.jobId = answer.job_id;
        }
    }

    arm(job) {
        this.open.jobId = job.received ? job.id : false;
    }

    finish() {
        Object.assign(this.open, { request: false, jobId: false });
        Object.assign(this.status, { level: "idle", title: "", message: "" });
        this.station.refresh();
    }

    onTaken({ job_id, photo_count }) {
        const job = this.open.request.jobs.find((candidate) => candidate.id === job_id);
        job.photo_count = photo_count;
        this.station.show("success", _t("Photo saved"), _t("The client sees it now."));
    }

    onPhotoError(message) {
        this.station.show("danger", _t("No photo"), message);
    }
}

registry
    .category("actions")
    .add("service_logistics.receiving_station", ReceivingStation);
