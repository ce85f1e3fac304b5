import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { useDebounced } from "@web/core/utils/timing";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { IntakeDevice } from "./intake_device";

const CHANNEL_KEY = "service_portal.intake_channel";
const NOTHING = { devices: [], clients: [] };

function newContact() {
    return { kind: "person", name: "", phone: "", email: "", company_name: "", nip: "" };
}

/** One screen for phone and counter: who is it, which device, what is wrong. */
export class Intake extends Component {
    static template = "service_portal.Intake";
    static components = { IntakeDevice, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.state = useState({});
        this.reset();
        this.lookupSoon = useDebounced(() => this.lookup(), 250);
        onWillStart(async () => {
            this.choices = await this.orm.call("service.intake", "intake_choices", []);
            this.state.typeId = this.choices.types[0]?.id;
        });
        useEffect(
            (id) => this.root.el?.querySelector(id)?.focus(),
            () => [this.state.focus, this.state.step]
        );
    }

    reset() {
        Object.assign(this.state, {
            token: uuid() + uuid(),
            text: "",
            found: NOTHING,
            searched: "",
            client: null,
            contact: null,
            channel: localStorage.getItem(CHANNEL_KEY) || "phone",
            description: "",
            devices: [],
            accept: true,
            invite: true,
            busy: false,
            error: "",
            filed: null,
        });
        this.focusOn("#intake_search");
    }

    /** Focus once the next rendering is there; the same place may be asked for again. */
    focusOn(selector) {
        this.state.focus = selector;
        this.state.step = (this.state.step || 0) + 1;
    }

    get type() {
        return this.choices.types.find((type) => type.id === this.state.typeId);
    }

    get nothingFound() {
        const { found, searched, text } = this.state;
        return searched === text && text.length > 2 && !found.devices.length && !found.clients.length;
    }

    get ready() {
        return Boolean(this.state.client || this.state.contact);
    }

    get email() {
        return (this.state.client || this.state.contact || {}).email;
    }

    // --- Who -------------------------------------------------------------------

    async lookup() {
        const text = this.state.text.trim();
        const found = await this.orm.call("service.intake", "intake_lookup", [text]);
        if (text === this.state.text.trim()) {
            Object.assign(this.state, { found, searched: this.state.text });
        }
    }

    onType(ev) {
        this.state.text = ev.target.value;
        this.lookupSoon();
    }

    async chooseClient(contactId) {
        const client = await this.orm.call("service.intake", "intake_client", [contactId]);
        Object.assign(this.state, { client, contact: null, error: "" });
        if (!this.state.devices.length && this.type?.needs_device) {
            this.addDevice();
        }
    }

    async chooseDevice(device) {
        await this.chooseClient(device.contact_id);
        this.takeKnown(device);
    }

    newClient() {
        const contact = newContact();
        const text = this.state.text.trim();
        const digits = text.replace(/\D/g, "");
        if (text.includes("@")) {
            contact.email = text;
        } else if (digits.length >= 7 && /^[\d\s+()-]+$/.test(text)) {
            contact.phone = text;
        } else {
            contact.name = text;
        }
        Object.assign(this.state, { contact, client: null, error: "" });
        if (!this.state.devices.length && this.type?.needs_device) {
            this.addDevice();
        }
        this.focusOn("#intake_name");
    }

    // --- Which devices ---------------------------------------------------------

    addDevice(known) {
        const device = {
            key: uuid(),
            device_id: known ? known.id : false,
            title: known ? known.title : "",
            serial: known ? known.serial : "",
            category_id: this.choices.categories.length === 1 ? this.choices.categories[0].id : false,
            brand: "",
            model: "",
            serial_number: "",
            fault_type_id: false,
            fault: "",
            accessories: "",
            condition: "",
        };
        this.state.devices.push(device);
        this.focusOn(`#intake_${known ? "fault" : "category"}_${device.key}`);
    }

    /** Take a known device; a row that nobody has filled in yet gives way. */
    takeKnown(device) {
        if (this.state.devices.some((row) => row.device_id === device.id)) {
            return;
        }
        this.state.devices = this.state.devices.filter(
            (row) => row.device_id || row.brand || row.model || row.fault || row.serial_number
        );
        this.addDevice(device);
    }

    removeDevice(key) {
        this.state.devices = this.state.devices.filter((row) => row.key !== key);
    }

    // --- File ------------------------------------------------------------------

    get values() {
        const { token, channel, client, contact, typeId, description, devices } = this.state;
        return {
            token,
            channel,
            type_id: typeId,
            contact_id: client ? client.id : false,
            contact: contact || false,
            description,
            devices: devices.map(({ key, title, serial, ...values }) => values),
            accept: this.state.accept,
            invite: this.state.invite,
        };
    }

    async file() {
        if (this.state.busy) {
            return;
        }
        Object.assign(this.state, { busy: true, error: "" });
        try {
            const filed = await this.orm.call("service.intake", "intake_file", [this.values]);
            localStorage.setItem(CHANNEL_KEY, this.state.channel);
            this.state.filed = filed;
            this.focusOn("#intake_next");
        } catch (error) {
            // Everything typed stays; the same token files once when it is sent again.
            this.state.error = error.data?.message || _t("No connection. Press “File” again.");
            this.focusOn("#intake_error");
        } finally {
            this.state.busy = false;
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey) && this.ready) {
            ev.preventDefault();
            this.file();
        }
    }

    openRequest() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "service.request",
            res_id: this.state.filed.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("service_portal.intake", Intake);
