"""The spam classifier: stands alone, knows neither the service, nor Flask, nor Redis."""
