"""Addresses of the app `items`."""

from django.urls import path

from tallystick.register.items import (
    decision_views,
    describe_views,
    duplicate_views,
    event_views,
    printing,
    store_views,
    views,
)

urlpatterns = [
    path("items/", views.items, name="items"),
    path("items/find/", views.find_items, name="find_items"),
    path("items/register/", views.register_item, name="register_item"),
    path("items/consignment/", views.register_consignment, name="register_consignment"),
    path("items/many/", event_views.happened_to_many, name="happened_to_many"),
    path("items/duplicates/", duplicate_views.duplicates, name="duplicates"),
    path("items/duplicates/<int:pk>/", duplicate_views.duplicate, name="duplicate"),
    path("items/duplicates/<int:pk>/judge/", duplicate_views.judge_duplicate, name="judge_duplicate"),
    path("items/holder/", printing.holder_list, name="holder_list"),
    path("items/<uuid:pk>/", views.item, name="item"),
    path("items/<uuid:pk>/edit/", describe_views.edit_item, name="edit_item"),
    path("items/<uuid:pk>/mark/", describe_views.add_mark_to_item, name="add_mark"),
    path("items/<uuid:pk>/picture/", describe_views.add_picture, name="add_picture"),
    path("items/<uuid:pk>/split/", describe_views.split_item, name="split_item"),
    path("items/<uuid:pk>/happened/<slug:kind>/", event_views.happened, name="happened"),
    path("marks/<uuid:pk>/withdraw/", describe_views.withdraw_mark, name="withdraw_mark"),
    path("events/<uuid:pk>/correct/", event_views.correct_event, name="correct_event"),
    path("events/<uuid:pk>/receipt/", printing.event_receipt, name="event_receipt"),
    path("decide/", decision_views.to_decide, name="to_decide"),
    path("decide/chosen/", decision_views.decide_chosen, name="decide_chosen"),
    path("decide/<uuid:pk>/", decision_views.decide_event, name="decide_event"),
    path("decide/together/<int:number>/", decision_views.decide_together, name="decide_together"),
    path("stores/", store_views.stores, name="stores"),
    path("stores/<uuid:pk>/", store_views.store, name="store"),
    path("stores/<uuid:pk>/list/", printing.store_list, name="store_list"),
    path("stores/<uuid:pk>/hand-over/", store_views.hand_over, name="hand_over"),
]
