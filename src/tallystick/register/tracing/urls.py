"""Addresses of the app `tracing`."""

from django.urls import path

from tallystick.register.tracing.views import answers, candidates, downloads, lists, request, settings

urlpatterns = [
    path("traces/", lists.traces, name="traces"),
    path("traces/out/", lists.new_trace_out, name="new_trace_out"),
    path("traces/in/", lists.new_trace_in, name="new_trace_in"),
    path("traces/file/", lists.read_trace_file, name="read_trace_file"),
    path("traces/contact/", settings.trace_contact, name="trace_contact"),
    path("traces/keys/", settings.trace_keys, name="trace_keys"),
    path("traces/keys/<uuid:pk>/withdraw/", settings.withdraw_trace_key, name="withdraw_trace_key"),
    path("traces/claims/<slug:audience>/", lists.trace_claims, name="trace_claims"),
    path("traces/<uuid:pk>/", request.trace, name="trace"),
    path("traces/<uuid:pk>/edit/", lists.edit_trace, name="edit_trace"),
    path("traces/<uuid:pk>/mark/", request.add_sought_mark, name="add_sought_mark"),
    path("traces/<uuid:pk>/paper/", request.add_trace_paper, name="add_trace_paper"),
    path("traces/<uuid:pk>/step/<slug:verb>/", request.step_trace, name="step_trace"),
    path("traces/<uuid:pk>/candidates/", candidates.candidates, name="candidates"),
    path("traces/<uuid:pk>/candidates/<uuid:item>/", candidates.judge_candidate, name="judge_candidate"),
    path("traces/<uuid:pk>/answer/", answers.new_answer, name="new_answer"),
    path("traces/<uuid:pk>/as/<slug:form>/", downloads.trace_file, name="trace_file"),
    path("traces/marks/<uuid:pk>/withdraw/", request.withdraw_sought_mark, name="withdraw_sought_mark"),
    path("traces/questions/<uuid:pk>/", request.answer_question, name="answer_question"),
    path("traces/answers/<uuid:pk>/", answers.trace_answer, name="trace_answer"),
    path("traces/answers/<uuid:pk>/line/", answers.add_answer_line, name="add_answer_line"),
    path("traces/answers/<uuid:pk>/send/", answers.send_answer, name="send_answer"),
    path("traces/answers/<uuid:pk>/as/<slug:form>/", downloads.answer_download, name="answer_download"),
    path("traces/lines/<uuid:pk>/withdraw/", answers.withdraw_answer_line, name="withdraw_answer_line"),
    path("traces/lines/<uuid:pk>/hear/", answers.hear, name="hear"),
    path("traces/comments/<uuid:pk>/", answers.enter_comment, name="enter_comment"),
    path("traces/refusals/<uuid:pk>/as/<slug:form>/", downloads.refusal_download, name="refusal_download"),
    path("traces/origin/<uuid:pk>/", candidates.establish_origin, name="establish_origin"),
]
