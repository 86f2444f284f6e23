"""Run by the Python that has QGIS: each layer of a GeoPackage as QGIS opens it, as JSON."""

import json
import os
import sqlite3
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

SIDE = 80
WHITE = 0xFFFFFFFF


def opened(package: str, name: str) -> dict[str, object]:
    """How a layer is drawn by its default style: renderer, legend, labels, count of colours."""
    layer = QgsVectorLayer(f"{package}|layername={name}", name, "ogr")
    _, is_styled = layer.loadDefaultStyle()
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(SIDE, SIDE))
    settings.setBackgroundColor(QColor("white"))
    settings.setExtent(layer.extent().buffered(10.0))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    drawn = job.renderedImage()
    pixels = [drawn.pixel(x, y) for x in range(SIDE) for y in range(SIDE)]
    return {
        "rows": layer.featureCount(),
        "crs": layer.crs().authid(),
        "is_styled": is_styled,
        "style_count": layer.listStylesInDatabase()[0],
        "renderer": layer.renderer().type(),
        "legend": [item.label() for item in layer.renderer().legendSymbolItems()],
        "is_labelled": layer.labelsEnabled(),
        "colours": len(set(pixels) - {WHITE}),
        "errors": [error.message for error in job.errors()],
    }


def main(package: str) -> None:
    """Open every layer that has places."""
    application = QgsApplication([], False)
    application.initQgis()
    with sqlite3.connect(package) as tables:
        found = tables.execute("select table_name from gpkg_contents where data_type = 'features'")
        names = [name for (name,) in found]
    layers = {name: opened(package, name) for name in names}
    sys.stdout.write(json.dumps({"version": Qgis.QGIS_VERSION, "layers": layers}))
    sys.stdout.flush()
    application.exitQgis()


if __name__ == "__main__":
    main(sys.argv[1])
