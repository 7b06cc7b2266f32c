"""What comes next: probabilities for pairs of countries, who with whom, how many, and how good the forecasts were."""
