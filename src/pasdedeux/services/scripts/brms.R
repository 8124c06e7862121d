# The loop of two partners in brms, to hold against Pas de Deux <<version>>.
# Record: <<source>>, role <<role>>; y1 is <<one>>, y2 is <<two>>. Couples: <<couples>>. <<simulated>>
# This script ran with brms 2.18 on a simulated record, not on yours.
#
# The model here: both partners' answers on both answers one step before, with correlated residuals; level and
# all four coefficients differ between couples. Not the same as ours:
# - Discrete time, in steps of <<step>> d. A row is used only where both answered one step before
#   and now (<<pairs>> of <<rows>> rows); ours uses every answer, whatever the gap.
# - No report error. An answer that is partly error is a worse predictor, so coefficients come out nearer
#   0 here than links do in ours. Expect a smaller gain, and a return to usual that looks faster.
# - The steps before are taken from each person's own mean over the record. In short records
#   that draws the coefficient of one's own step before downwards (Nickell's bias).
# - Ours also has a straight trend and weekdays. The nearest fit of ours is, in Python:
#     pasdedeux.fit(records, roles="<<role>>", trend=False, weekday=False, shared_error=False)
#alike## - The order of the partners means nothing in this record. Ours gives both the same numbers; here
#alike##   each has its own, so compare the gain and not a single link.
#
# What to compare: `gain` below with loop_gain in the JSON of
#     pasdedeux loop <<source>> --roles <<role>> --json ours.json
# (ours: median and 90 %). The coefficients of one step are turned into a drift by the logarithm of
# their matrix, so that both are numbers of continuous time. Where many draws have no logarithm, that gain says
# little: report error that no model holds has taken what is left of a step. Compare signs then.

library(brms)

d <- read.csv("pairs.csv", na.strings = "NA")
many <- length(unique(d$couple)) > 1

one <- if (many) y1 ~ y1_before + y2_before + (1 + y1_before + y2_before | p | couple) else
  y1 ~ y1_before + y2_before
two <- if (many) y2 ~ y1_before + y2_before + (1 + y1_before + y2_before | p | couple) else
  y2 ~ y1_before + y2_before

fit <- brm(
  bf(one) + bf(two) + set_rescor(TRUE),
  data = d, family = gaussian(),
  prior = c(prior(normal(0, 0.5), class = "b", resp = "y1"), prior(normal(0, 0.5), class = "b", resp = "y2")),
  chains = 4, cores = 2, seed = 1, control = list(adapt_delta = 0.95)
)
print(summary(fit))

# Gain of one round from the matrix of one step, by its logarithm. NA where there is none: a step that turns
# deviations around, or makes them grow, is no step of a loop in continuous time.
gain_of <- function(p11, p21, p12, p22) {                   # to the first index, from the second
  m <- (p11 + p22) / 2
  spread <- ((p11 - p22) / 2)^2 + p12 * p21
  r <- pmax(sqrt(abs(spread)), 1e-9)
  det <- p11 * p22 - p12 * p21
  bad <- det <= 0 | det >= 1 | (spread >= 0 & m <= r)
  real <- spread >= 0 & !bad
  slope <- ifelse(real, atanh(ifelse(real, r / m, 0)), atan2(r, m)) / r
  base <- log(ifelse(bad, 1, det)) / 2
  gain <- slope^2 * p12 * p21 / ((base + slope * (p11 - m)) * (base + slope * (p22 - m)))
  ifelse(bad, NA, gain)
}

draws <- as_draws_df(fit)
gain <- gain_of(
  draws$b_y1_y1_before, draws$b_y2_y1_before, draws$b_y1_y2_before, draws$b_y2_y2_before
)
cat("gain, 5 %, median, 95 %:", round(quantile(gain, c(.05, .5, .95), na.rm = TRUE), 3), "\n")
cat("draws without a logarithm:", sum(is.na(gain)), "of", length(gain), "\n")
