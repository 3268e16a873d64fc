"""Two recordings → how far their times lie apart, as a proposal with bounds; or no proposal, with the reason. Pure."""
