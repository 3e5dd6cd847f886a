"""The JSON interface below ``/api/v1``, for programs and for the pages' own scripts. ``/api/v1/openapi.json`` describes it."""

from flask import Blueprint

from web.api import articles, categories, document, feedback, search, suggest

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

for noun in (search, suggest, articles, categories, feedback, document):
    blueprint.register_blueprint(noun.blueprint)
