import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { sender, waitingWords, whyAgain } from "../station/station_errors";
import { newToken } from "../station/station_hook";
import { fileToJpeg } from "../station_photo/photo_jpeg";

// `MAX_PHOTOS` of `service.parcel`: a sixth would be refused with all the rest.
const MOST = 5;

/**
 * A parcel that nobody knows. Its photos are too large to wait in the browser's store,
 * so the form stays open until the server has it; its token makes a second try harmless.
 */
export class UnknownParcel extends Component {
    static template = "service_logistics.UnknownParcel";
    static props = {
        station: String,
        onKept: Function,
        onError: Function,
        onClose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.first = useRef("first");
        this.token = newToken();
        this.state = useState({ busy: false, photos: [], problem: "" });
        this.values = useState({
            tracking_number: "",
            serial_number: "",
            sender: "",
            phone: "",
            shelf_place: "",
            note: "",
        });
        useEffect(
            (field) => field && field.focus(),
            () => [this.first.el]
        );
    }

    /** A scanned number ends with Enter, which must not save a form that is half filled. */
    onKeydown(ev) {
        if (ev.key !== "Enter" || !ev.target.matches("input:not([type=file])")) {
            return;
        }
        ev.preventDefault();
        const fields = [...ev.currentTarget.querySelectorAll("input, textarea, button")];
        fields[fields.indexOf(ev.target) + 1].focus();
    }

    /** Keep the chosen photos as the booth does: small enough to be sent. */
    async onFiles(ev) {
        const files = [...ev.target.files];
        ev.target.value = "";
        this.state.problem = "";
        for (const file of files) {
            if (this.state.photos.length >= MOST) {
                this.state.problem = _t("%s photos are enough. Remove one to add another.", MOST);
                return;
            }
            try {
                this.state.photos.push(await fileToJpeg(file));
            } catch {
                this.state.problem = _t("“%s” is no photo that can be read.", file.name);
            }
        }
    }

    remove(index) {
        this.state.photos.splice(index, 1);
        this.state.problem = "";
    }

    async save() {
        this.state.busy = true;
        try {
            const answer = await this.orm.silent.call("service.scan", "add_parcel", [], {
                context: sender(),
                token: this.token,
                values: this.values,
                photos: this.state.photos,
                station: this.props.station,
            });
            document.activeElement.blur();
            this.props.onKept(answer);
        } catch (error) {
            const why = whyAgain(error);
            this.props.onError(
                why
                    ? _t("%s. Leave this form open and save again.", waitingWords(why)[0])
                    : error.data?.message || error.message
            );
        } finally {
            this.state.busy = false;
        }
    }
}
