"""Addresses of the app `items`."""

from django.urls import path

from tallystick.register.items.views import (
    deciding,
    describing,
    duplicates,
    events,
    items,
    printing,
    registering,
    stores,
)

urlpatterns = [
    path("items/", items.items, name="items"),
    path("items/find/", items.find_items, name="find_items"),
    path("items/register/", registering.register_item, name="register_item"),
    path("items/consignment/", registering.register_consignment, name="register_consignment"),
    path("items/many/", events.happened_to_many, name="happened_to_many"),
    path("items/duplicates/", duplicates.duplicates, name="duplicates"),
    path("items/duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("items/duplicates/<int:pk>/judge/", duplicates.judge_duplicate, name="judge_duplicate"),
    path("items/holder/", printing.holder_list, name="holder_list"),
    path("items/<uuid:pk>/", items.item, name="item"),
    path("items/<uuid:pk>/edit/", describing.edit_item, name="edit_item"),
    path("items/<uuid:pk>/mark/", describing.add_mark_to_item, name="add_mark"),
    path("items/<uuid:pk>/picture/", describing.add_picture, name="add_picture"),
    path("items/<uuid:pk>/split/", describing.split_item, name="split_item"),
    path("items/<uuid:pk>/happened/<slug:kind>/", events.happened, name="happened"),
    path("marks/<uuid:pk>/withdraw/", describing.withdraw_mark, name="withdraw_mark"),
    path("events/<uuid:pk>/correct/", events.correct_event, name="correct_event"),
    path("events/<uuid:pk>/receipt/", printing.event_receipt, name="event_receipt"),
    path("decide/", deciding.to_decide, name="to_decide"),
    path("decide/chosen/", deciding.decide_chosen, name="decide_chosen"),
    path("decide/<uuid:pk>/", deciding.decide_event, name="decide_event"),
    path("decide/together/<int:number>/", deciding.decide_together, name="decide_together"),
    path("stores/", stores.stores, name="stores"),
    path("stores/<uuid:pk>/", stores.store, name="store"),
    path("stores/<uuid:pk>/list/", printing.store_list, name="store_list"),
    path("stores/<uuid:pk>/hand-over/", stores.hand_over, name="hand_over"),
]
