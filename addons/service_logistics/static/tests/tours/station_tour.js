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

registry.category("web_tour.tours").add("service_logistics_sending", {
    steps: () => [
        { trigger: ".o_service_station_idle" },
        scanned("SJTOUR01"),
        { trigger: ".o_service_station_success" },
        scanned("SJTOUR02"),
        { trigger: "td:contains(SJTOUR02)" },
        scanned("620012345678"),
        { trigger: "input[name=number]:value(620012345678)" },
        { trigger: "button[type=submit]:contains(Send)", run: "click" },
        { trigger: ".o_service_station_success:not(:has(.fa-spin)):contains(620012345678)" },
    ],
});
