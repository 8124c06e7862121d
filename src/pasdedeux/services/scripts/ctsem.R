# The loop of two partners in ctsem, to hold against Pas de Deux <<version>>.
# Record: <<source>>, role <<role>>; y1 is <<one>>, y2 is <<two>>. Couples: <<couples>>. <<simulated>>
# This script was written without running ctsem; it keeps to what its manual says (version 3).
#
# The same here as there: continuous time with the exact solution between reports, gaps and missing answers
# as they are, own report error of each partner, shocks that the two share, a level of each person.
# Not the same:
# - Estimation. ctsem's default is maximum likelihood and draws around it; ours are draws of a posterior
#   with weak priors.
# - Ours also has a straight trend, weekdays, report error that the two may share, and the rounding of
#   answers as known error. The nearest fit of ours is, in Python:
#     pasdedeux.fit(records, roles="<<role>>", trend=False, weekday=False, shared_error=False)
# - The first state. ctsem estimates it; ours begins in the long run of the loop.
# - Between couples. Here levels and the four numbers of the drift differ. Ours lets the relative
#   couplings, paces, sizes and shared shocks differ.
#alike## - The order of the partners means nothing in this record. Ours gives both the same numbers; here
#alike##   each has its own, so compare the gain and not a single link.
#
# What to compare: `gain` below with loop_gain in the JSON of
#     pasdedeux loop <<source>> --roles <<role>> --json ours.json
# (ours: median and 90 %). And `drift` with "drift: ..." in its estimates, which are per day; the unit of
# time here is <<step>> d, so ours times <<step>> is this one's.

library(ctsem)

d <- read.csv("pairs.csv", na.strings = "NA")
many <- length(unique(d$couple)) > 1
d <- as.matrix(d[, c("couple", "time", "y1", "y2")])

model <- ctModel(
  type = "ct", id = "couple", time = "time",
  manifestNames = c("y1", "y2"), latentNames = c("x1", "x2"),
  LAMBDA = diag(2),
  DRIFT = matrix(c("a11", "a21", "a12", "a22"), 2, 2),      # to the row's partner, from the column's
  DIFFUSION = matrix(c("s11", "s21", 0, "s22"), 2, 2),      # lower triangle: shocks, and shared ones
  MANIFESTVAR = matrix(c("e1", 0, 0, "e2"), 2, 2),          # report error
  MANIFESTMEANS = matrix(c("level1", "level2"), 2, 1),
  CINT = matrix(0, 2, 1)
)
# Levels differ between couples by default; let the loop differ too.
if (many) model$pars$indvarying[model$pars$matrix == "DRIFT"] <- TRUE

estimate <- if ("ctStanFit" %in% getNamespaceExports("ctsem")) ctStanFit else ctFit
fit <- estimate(d, model, cores = 2)
print(summary(fit))

drift <- ctExtract(fit)$pop_DRIFT                           # draws x 2 x 2, of the typical couple
gain <- drift[, 1, 2] * drift[, 2, 1] / (drift[, 1, 1] * drift[, 2, 2])
print(apply(drift, c(2, 3), quantile, c(.05, .5, .95)))
cat("gain, 5 %, median, 95 %:", round(quantile(gain, c(.05, .5, .95)), 3), "\n")
