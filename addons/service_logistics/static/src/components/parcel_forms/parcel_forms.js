import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

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
        this.state = useState({
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

    save() {
        const { note, ...values } = this.state;
        // The scanner's keys must reach core's service again.
        document.activeElement.blur();
        return this.props.form === "problem"
            ? this.props.onRun("report_damage", { note })
            : this.props.onRun("add_device", { values });
    }
}
