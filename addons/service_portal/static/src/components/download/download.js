import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";

/**
 * Downloads by POST what a GET must not give: the server writes down who asked.
 *
 * @param {Object} env
 * @param {{params: {url: string}}} action
 */
async function postDownload(env, action) {
    env.services.ui.block();
    try {
        await download({ url: action.params.url, data: {} });
    } finally {
        env.services.ui.unblock();
    }
}

registry.category("actions").add("service_portal.download", postDownload);
