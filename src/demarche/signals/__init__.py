"""What is changing between two countries: series, shifts, change points, surprise."""
