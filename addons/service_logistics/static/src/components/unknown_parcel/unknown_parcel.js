import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { useService } from "@web/core/utils/hooks";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { newToken } from "../station/station_hook";

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
        this.state = useState({ busy: false, photos: [] });
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

    async onFiles(ev) {
        for (const file of ev.target.files) {
            this.state.photos.push((await getDataURLFromFile(file)).split(",")[1]);
        }
        ev.target.value = "";
    }

    async save() {
        this.state.busy = true;
        try {
            const answer = await this.orm.silent.call("service.scan", "add_parcel", [], {
                token: this.token,
                values: this.values,
                photos: this.state.photos,
                station: this.props.station,
            });
            document.activeElement.blur();
            this.props.onKept(answer);
        } catch (error) {
            this.props.onError(
                error instanceof ConnectionLostError
                    ? _t("No connection. Leave this form open and save again.")
                    : error.data?.message || error.message
            );
        } finally {
            this.state.busy = false;
        }
    }
}
