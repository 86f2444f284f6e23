"""Write for people: HTML report, workbook, GeoPackage, JSON."""
