import { Component, status, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { newToken } from "../station/station_hook";

/** What is wrong with the open parcel: a damaged box, a device nobody announced. */
export class ParcelForms extends Component {
    static template = "service_logistics.ParcelForms";
    static props = {
        form: String,
        categories: Array,
        onRun: Function,
        onClose: Function,
    };

    setup() {
        this.first = useRef("first");
        // guard: saved twice is one device
        this.token = newToken();
        this.state = useState({ busy: false });
        this.values = useState({
            // One press is enough; who knows more writes it over.
            note: _t("The box is damaged."),
            category_id: "",
            brand: "",
            model: "",
            serial_number: "",
            fault: "",
        });
        useEffect(
            (field) => {
                field?.focus();
                field?.select?.();
            },
            () => [this.first.el]
        );
    }

    /** Save once; what is refused may be corrected and is saved anew. */
    async save() {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        const { token } = this;
        const { note, ...values } = this.values;
        // The scanner's keys must reach core's service again.
        document.activeElement.blur();
        await (this.props.form === "problem"
            ? this.props.onRun("report_damage", { token, note })
            : this.props.onRun("add_device", { token, values }));
        if (status(this) !== "destroyed") {
            this.token = newToken();
            this.state.busy = false;
        }
    }
}
