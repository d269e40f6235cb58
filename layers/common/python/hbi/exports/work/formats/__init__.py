"""From a selection to the bytes of a data file: fields, how documents are shown, layouts, rows as COPY sends them.

Called by what runs exports, the scheduled ones among them. Knows neither records of exports nor their destinations.
"""
