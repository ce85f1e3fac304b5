import { Component } from "@odoo/owl";

/** What the open parcel still needs: fields of its carrier, money, more devices. */
export class ParcelNeeds extends Component {
    static template = "service_logistics.ParcelNeeds";
    static props = {
        data: Object,
        values: Object,
        cod: Boolean,
        onValue: Function,
        onCod: Function,
        onAdd: Function,
    };

    value(field) {
        return this.props.values[field.name] ?? field.value;
    }

    change(ev, field) {
        // guard: the keys of the next scan are no locker and no size
        ev.target.blur();
        this.props.onValue(field.name, ev.target.value);
    }

    get missing() {
        return this.props.data.fields.filter((field) => field.missing).map((field) => field.label);
    }
}
