import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { AccessoryCheck } from "../accessory_check/accessory_check";
import { ParcelForms } from "../parcel_forms/parcel_forms";
import { useStation } from "../station/station_hook";
import { StationLabel } from "../station_label/station_label";
import { StationPhoto } from "../station_photo/station_photo";
import { StationStatus } from "../station_status/station_status";
import { UnknownParcel } from "../unknown_parcel/unknown_parcel";

/** Scan the request, then each device: the screen says what to do with it. */
export class ReceivingStation extends Component {
    static template = "service_logistics.ReceivingStation";
    static components = {
        AccessoryCheck,
        Layout,
        ParcelForms,
        StationLabel,
        StationPhoto,
        StationStatus,
        UnknownParcel,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.open = useState({
            request: false,
            jobId: false,
            job: false,
            form: false,
            shelf: false,
            damage: false,
        });
        this.station = useStation(
            "receive",
            () => ({
                request_id: this.open.request && this.open.request.id,
                shelf_id: this.open.shelf && this.open.shelf.id,
            }),
            (answer) => this.onAnswer(answer),
            { SCPHOTO: () => this.photo(), SCPROBLEM: () => this.show("problem") },
            { unshelve: () => (this.open.shelf = false) }
        );
        this.status = useState(this.station.state);
    }

    get job() {
        const jobs = this.open.request ? this.open.request.jobs : [];
        // Not in the list: out of this parcel, but received under its own request.
        const job = jobs.find((candidate) => candidate.id === this.open.jobId) || this.open.job;
        // What was taken back is expected again: no photos, no accessories of it.
        return job && job.id === this.open.jobId && job.received ? job : undefined;
    }

    get hint() {
        return _t("Scan the document of the parcel. Expected devices: %s", this.status.data.expected);
    }

    get received() {
        return this.open.request.jobs.filter((job) => job.received).length;
    }

    /** The button that says yes to what the last answer offers. */
    get offer() {
        const labels = {
            all: _t("Receive all devices"),
            own: _t("Receive it under its own request"),
            back: _t("It came back"),
            next: _t("Finish without the missing devices"),
        };
        return this.status.confirm && labels[this.status.confirm.kind];
    }

    get sheetUrl() {
        return `/report/pdf/service_logistics.station_commands/${user.activeCompany.id}`;
    }

    onAnswer(answer) {
        if ("shelf" in answer) {
            this.open.shelf = answer.shelf;
        }
        if (["finished", "partial"].includes(answer.result)) {
            this.close();
            return;
        }
        if (answer.request) {
            if (this.open.form !== "parcel" && this.open.request.id !== answer.request.id) {
                // Begun at another parcel: it would be saved with this one.
                this.open.form = false;
            }
            this.open.request = answer.request;
        }
        if (answer.job_id || answer.result === "request") {
            this.open.jobId = answer.job_id;
        }
        if (answer.job_id || ["request", "undone"].includes(answer.result)) {
            this.open.job = answer.job;
        }
        if (["extra", "problem"].includes(answer.result)) {
            this.open.form = false;
        }
        if (answer.damage) {
            this.open.damage = answer.damage;
        } else if (answer.job_id) {
            // The next device is scanned: photos are its own again.
            this.open.damage = false;
        }
    }

    /** An unknown parcel is kept: say its number, the open parcel stays open. */
    onKept(answer) {
        this.open.form = false;
        this.station.show(answer.level, answer.title, answer.message);
    }

    onParcelError(message) {
        this.station.show("danger", _t("Not kept"), message);
    }

    confirm() {
        const { raw, kind } = this.status.confirm || {};
        return raw && this.station.scan(raw, kind);
    }

    /** Whether a photo now would be of `job`, and of nothing that is only scanned yet. */
    isArmed(job) {
        const armed = this.open.damage ? this.open.damage.job : this.job;
        return !this.station.isWaiting() && armed?.id === job.id;
    }

    arm(job) {
        this.open.jobId = job.received ? job.id : false;
        this.open.damage = false;
    }

    /** Open the form of a problem or an extra device; only with an open parcel. */
    show(form) {
        if (!this.open.request) {
            this.station.show(
                "danger",
                _t("No parcel is open"),
                _t("Scan the document of the parcel first.")
            );
            return;
        }
        this.open.form = form;
    }

    /** Press what the photo booth of the armed device offers: camera on, or a shot. */
    photo() {
        const button = document.querySelector(".o_service_station_photo [data-hotkey='p']");
        if (button) {
            button.click();
        } else {
            this.station.show("danger", _t("No photo"), _t("Scan the device first."));
        }
    }

    close() {
        const none = { request: false, jobId: false, job: false, form: false, damage: false };
        Object.assign(this.open, none);
        this.station.refresh();
    }

    runForm(method, args) {
        // What nobody announced goes on the open shelf like the rest of the parcel.
        const shelf =
            method === "add_device" ? { shelf_id: this.open.shelf && this.open.shelf.id } : {};
        return this.station.run(method, {
            request_id: this.open.request.id,
            ...shelf,
            ...args,
        });
    }

    showDamage() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "service.damage",
            res_id: this.open.damage.id,
            views: [[false, "form"]],
        });
    }

    checkAccessories(jobId, missing) {
        const open = this.open.request;
        return this.station.run("check_accessories", {
            job_id: jobId,
            missing,
            request_id: open && open.id,
        });
    }

    onTaken({ job_id, photo_count }) {
        // Photos arrive behind the scans: the parcel may be another one by now.
        const jobs = this.open.request ? this.open.request.jobs : [];
        for (const job of [...jobs, this.open.job]) {
            if (job && job.id === job_id) {
                job.photo_count = photo_count;
            }
        }
    }

    onLabelError(message) {
        this.station.show("danger", _t("No label"), message);
    }

    onPhotoError(message) {
        this.station.show("danger", _t("No photo"), message);
    }
}

registry
    .category("actions")
    .add("service_logistics.receiving_station", ReceivingStation);
