"""Steps of the chat bot that answer from the service's data."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty

# What the client's side of core (`ChatbotStep.expectAnswer`) waits at.
_WAITING_STEPS = (
    "question_selection",
    "question_email",
    "question_phone",
    "free_input_single",
    "free_input_multi",
)


class ChatbotScriptStep(models.Model):
    _inherit = "chatbot.script.step"

    step_type = fields.Selection(
        selection_add=[
            ("service_where", "Say Where the Devices Are"),
            ("service_request", "Make a Service Request"),
            ("service_promise", "Promise an Answer"),
        ],
        ondelete={
            "service_where": "cascade",
            "service_request": "cascade",
            "service_promise": "cascade",
        },
    )
    service_audience = fields.Selection(
        [
            ("all", "Everybody"),
            ("client", "Logged-in clients"),
            ("visitor", "Visitors who are not logged in"),
        ],
        string="Spoken To",
        required=True,
        default="all",
    )
    service_next_step_id = fields.Many2one(
        "chatbot.script.step",
        string="Then Go On With",
        domain="[('chatbot_script_id', '=', chatbot_script_id)]",
        copy=False,  # mapped to the copied steps, see chatbot.script
        help="The next step, also an earlier one. Empty: the next one in the script.",
    )
    service_type_id = fields.Many2one(
        "service.request.type",
        string="Request Type",
        domain=[("on_portal", "=", True)],
        help="Type of the request that this step makes. Empty: the first one without "
        "a device, a question.",
    )

    @api.constrains("service_next_step_id", "step_type", "service_audience")
    def _check_service_next_step_id(self):
        """A way back ends where the person is asked, or the bot would never stop."""
        leads = self.search([("service_next_step_id", "in", self.ids)]) | self
        for step in leads.service_next_step_id:
            if step.step_type not in _WAITING_STEPS or step.service_audience != "all":
                raise ValidationError(
                    self.env._(
                        "The bot can go on only with a step that asks everybody a "
                        "question: “%(step)s” does not.",
                        step=step.name,
                    )
                )
        for step in leads.filtered("service_next_step_id"):
            if step.service_next_step_id.chatbot_script_id != step.chatbot_script_id:
                raise ValidationError(
                    self.env._("The bot can go on only with a step of its own script.")
                )

    def _fetch_next_step(self, selected_answer_ids):
        """Override of `im_livechat` to go back, and to pass steps for other people.

        :param selected_answer_ids: all answers of the conversation, newest first
        """
        answers = self._service_last_round(selected_answer_ids)
        step = self.service_next_step_id or super()._fetch_next_step(answers)
        while step and not step._service_is_for(self.env.user):
            step = super(ChatbotScriptStep, step)._fetch_next_step(answers)
        return step

    @api.model
    def _service_last_round(self, answers):
        """Return the answers since the bot last came back to an earlier question.

        Within a round the script only goes down; what was chosen in a round before
        must not lead the way any more.
        """
        last_round = answers.browse()
        for answer in answers:
            sequence = answer.script_step_id.sequence
            if last_round and sequence >= last_round[-1].script_step_id.sequence:
                break
            last_round += answer
        return last_round

    def _service_is_for(self, user):
        self.ensure_one()
        visitor = user._is_public()
        return self.service_audience in ("all", "visitor" if visitor else "client")

    def _process_answer(self, discuss_channel, message_body):
        """Override of `im_livechat`: the newest answers come first."""
        # The answers may have come into the cache one by one, in any order.
        channel_sudo = discuss_channel.sudo()  # its cache holds the old order
        channel_sudo.invalidate_recordset(["chatbot_message_ids"])
        return super()._process_answer(discuss_channel, message_body)

    def _process_step(self, discuss_channel):
        """Override of `im_livechat` for the steps that answer from data."""
        self.ensure_one()
        answers = {
            "service_where": discuss_channel._service_chat_where,
            "service_request": discuss_channel._service_chat_request,
            "service_promise": discuss_channel._service_chat_promise,
        }
        if self.step_type not in answers:
            return super()._process_step(discuss_channel)
        body = answers[self.step_type](self)
        if not is_html_empty(self.message):
            body = self.message + body
        return discuss_channel._chatbot_post_message(self.chatbot_script_id, body)
