""" Contains all the data models used in inputs/outputs """

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
