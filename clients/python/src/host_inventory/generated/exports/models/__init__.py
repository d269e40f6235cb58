""" Contains all the data models used in inputs/outputs """

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api_export_get_exports_dir import ApiExportGetExportsDir
    from .api_export_get_exports_sort import ApiExportGetExportsSort
    from .error import Error
    from .export import Export
    from .export_format import ExportFormat
    from .export_list import ExportList
    from .export_list_data_item import ExportListDataItem
    from .export_list_data_item_format import ExportListDataItemFormat
    from .export_list_data_item_status import ExportListDataItemStatus
    from .export_list_links import ExportListLinks
    from .export_list_meta import ExportListMeta
    from .export_progress import ExportProgress
    from .export_request import ExportRequest
    from .export_request_format import ExportRequestFormat
    from .export_request_sources_item import ExportRequestSourcesItem
    from .export_request_sources_item_filters_type_0 import ExportRequestSourcesItemFiltersType0
    from .export_status import ExportStatus
    from .source import Source
    from .source_filters_type_0 import SourceFiltersType0
    from .source_status import SourceStatus

_MODULES = {
    'ApiExportGetExportsDir': 'api_export_get_exports_dir',
    'ApiExportGetExportsSort': 'api_export_get_exports_sort',
    'Error': 'error',
    'Export': 'export',
    'ExportFormat': 'export_format',
    'ExportList': 'export_list',
    'ExportListDataItem': 'export_list_data_item',
    'ExportListDataItemFormat': 'export_list_data_item_format',
    'ExportListDataItemStatus': 'export_list_data_item_status',
    'ExportListLinks': 'export_list_links',
    'ExportListMeta': 'export_list_meta',
    'ExportProgress': 'export_progress',
    'ExportRequest': 'export_request',
    'ExportRequestFormat': 'export_request_format',
    'ExportRequestSourcesItem': 'export_request_sources_item',
    'ExportRequestSourcesItemFiltersType0': 'export_request_sources_item_filters_type_0',
    'ExportStatus': 'export_status',
    'Source': 'source',
    'SourceFiltersType0': 'source_filters_type_0',
    'SourceStatus': 'source_status',
}


def _imported(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    return found


if not TYPE_CHECKING:
    __getattr__ = _imported

__all__ = (
    "ApiExportGetExportsDir",
    "ApiExportGetExportsSort",
    "Error",
    "Export",
    "ExportFormat",
    "ExportList",
    "ExportListDataItem",
    "ExportListDataItemFormat",
    "ExportListDataItemStatus",
    "ExportListLinks",
    "ExportListMeta",
    "ExportProgress",
    "ExportRequest",
    "ExportRequestFormat",
    "ExportRequestSourcesItem",
    "ExportRequestSourcesItemFiltersType0",
    "ExportStatus",
    "Source",
    "SourceFiltersType0",
    "SourceStatus",
)
