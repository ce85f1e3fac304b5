import { registry } from "@web/core/registry";

/** Type a code as a scanner does: keys to the page, not into a field. */
export function scanned(code) {
    return {
        content: `scan ${code}`,
        trigger: ".o_service_station_status:not(:has(.fa-spin))",
        run: () => {
            for (const key of [...code, "Enter"]) {
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            }
        },
    };
}

registry.category("web_tour.tours").add("service_logistics_receiving", {
    steps: () => [
        { trigger: ".o_service_station_idle" },
        scanned("SRTOUR01"),
        { trigger: ".o_service_station_info" },
        { trigger: "tr:contains(SJTOUR01):has(.fa-circle-o)" },
        scanned("SJTOUR01"),
        { trigger: ".o_service_station_success" },
        { trigger: "tr:contains(SJTOUR01):has(.fa-check-circle)" },
        { trigger: ".o_service_station_photo" },
        scanned("SJTOUR99"),
        { trigger: ".o_service_station_danger" },
        scanned("SJTOUR01"),
        { trigger: ".o_service_station_warning" },
        scanned("NIEZNANY"),
        { trigger: ".o_service_station_danger" },
    ],
});

/** Two scans: the device and the carrier's label; the other two: device, ORDER LABEL. */
registry.category("web_tour.tours").add("service_logistics_sending", {
    steps: () => [
        { trigger: ".o_service_station_idle" },
        scanned("SJTOUR01"),
        { trigger: ".o_service_station_success" },
        { trigger: "select[name=carrier]:has(option:checked:contains(Kurier testowy))" },
        { trigger: ".o_service_parcel_needs:contains(Also ready for this address)" },
        scanned("620012345678"),
        { trigger: ".o_service_station_success:not(:has(.fa-spin)):contains(620012345678)" },
        scanned("SCUNDO"),
        { trigger: ".o_service_station_warning" },
        scanned("SJTOUR01"),
        { trigger: "td:contains(SJTOUR01)" },
        scanned("620012345678"),
        { trigger: ".o_service_station_success:not(:has(.fa-spin)):contains(620012345678)" },
        scanned("SJTOUR02"),
        { trigger: "td:contains(SJTOUR02)" },
        { trigger: "select[name=carrier]", run: "selectByLabel Kurier tour" },
        { trigger: "button[type=submit]:contains(Order the label)" },
        scanned("SCORDER"),
        { trigger: ".o_service_station_success:contains(Label ordered)" },
        { trigger: ".o_service_parcel_orders li[data-state=waiting]" },
    ],
});
