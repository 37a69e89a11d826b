"""Which of scikit-learn 1.2.1's own test functions are run with mixtura in its place, and why not the others.

Of those that are run, cases of MiniBatchKMeans and of sparse input are left out, for mixtura has neither,
and those of "elkan", for it chooses its way to search itself.
"""

CHOSEN = {
    "test_k_means": [
        "test_kmeans_results",
        "test_kmeans_convergence",
        "test_all_init",
        "test_fortran_aligned_data",
        "test_warning_n_init_precomputed_centers",
        "test_kmeans_copyx",
        "test_score_max_iter",
        # Holds for seeds 0 to 99 but 15: there a cluster is empty after two iterations, and mixtura's
        # `predict` answers with none that is.
        "test_kmeans_predict",
        "test_integer_input",
        "test_transform",
        "test_fit_transform",
        "test_n_init",
        "test_k_means_function",
        "test_float_precision",
        "test_centers_not_mutated",
        "test_kmeans_init_fitted_centers",
        "test_kmeans_warns_less_centers_than_unique_points",
        "test_weighted_vs_repeated",
        "test_unit_weights_vs_no_weights",
        "test_scaled_weights",
        "test_kmeans_elkan_iter_attribute",
        "test_kmeans_empty_cluster_relocated",
        "test_result_equal_in_diff_n_threads",
        "test_k_means_1_iteration",
        "test_sample_weight_unchanged",
        "test_wrong_params",
        "test_kmeans_plusplus_output",
        "test_kmeans_plusplus_norms",
        "test_kmeans_plusplus_dataorder",
        "test_kmeans_with_array_like_or_np_scalar_init",
        "test_predict_does_not_change_cluster_centers",
    ],
    "test_gaussian_mixture": [
        "test_check_weights",
        "test_check_means",
        "test_check_precisions",
        "test_suffstat_sk_tied",
        "test_suffstat_sk_diag",
        "test_gaussian_mixture_log_probabilities",
        "test_gaussian_mixture_estimate_log_prob_resp",
        "test_gaussian_mixture_predict_predict_proba",
        "test_gaussian_mixture_fit_predict",
        "test_gaussian_mixture_fit_predict_n_init",
        "test_gaussian_mixture_fit",
        "test_gaussian_mixture_fit_best_params",
        "test_multiple_init",
        "test_gaussian_mixture_n_parameters",
        "test_bic_1d_1component",
        "test_gaussian_mixture_aic_bic",
        "test_warm_start",
        "test_convergence_detected_with_warm_start",
        "test_score_samples",
        "test_monotonic_likelihood",
        "test_property",
        "test_sample",
        "test_init",
        "test_gaussian_mixture_setting_best_params",
        "test_init_means_not_duplicated",
        "test_means_for_all_inits",
        "test_max_iter_zero",
        "test_gaussian_mixture_single_component_stable",
    ],
}

MINI_BATCH = "MiniBatchKMeans: mixtura has none"
SPARSE = "sparse input: mixtura has none"
PRIVATE = "asks helpers of their own, which nothing of mixtura's stands in for"
PRINTED = "what is printed on the way: mixtura prints nothing"
OWN_OPTION = "an option of theirs that mixtura has not, and the warning about it"

LEFT_OUT = {
    "test_k_means": {
        "test_kmeans_relocated_clusters": "an iteration more: a point that an empty cluster takes"
        " over still counts in its old one's mean; the clusters are the same",
        "test_relocate_empty_clusters": PRIVATE,
        "test_kmeans_elkan_results": "compares two ways to search of which mixtura chooses itself",
        "test_algorithm_auto_full_deprecation_warning": OWN_OPTION,
        "test_minibatch_update_consistency": MINI_BATCH,
        "test_minibatch_kmeans_partial_fit_init": MINI_BATCH,
        "test_minibatch_kmeans_verbose": MINI_BATCH,
        "test_kmeans_verbose": PRINTED,
        "test_minibatch_kmeans_warning_init_size": MINI_BATCH,
        "test_minibatch_sensible_reassign": MINI_BATCH,
        "test_minibatch_reassign": MINI_BATCH,
        "test_minibatch_with_many_reassignments": MINI_BATCH,
        "test_minibatch_kmeans_init_size": MINI_BATCH,
        "test_minibatch_declared_convergence": MINI_BATCH,
        "test_minibatch_iter_steps": MINI_BATCH,
        "test_dense_sparse": SPARSE,
        "test_predict_dense_sparse": SPARSE,
        "test_warning_elkan_1_cluster": OWN_OPTION,
        "test_euclidean_distance": PRIVATE,
        "test_inertia": PRIVATE,
        "test_change_n_init_future_warning": OWN_OPTION,
        "test_n_init_auto": OWN_OPTION,
        "test_kmeans_plusplus_wrong_params": "refuses norms of the wrong length: mixtura takes none",
        "test_is_same_clustering": PRIVATE,
        "test_feature_names_out": "names of the columns of a table: mixtura gives none",
    },
    "test_gaussian_mixture": {
        "test_gaussian_mixture_attributes": "looks at options as they were given, at nothing fitted",
        "test_suffstat_sk_full": "responsibilities that do not sum to 1, about means that are not theirs",
        "test_gaussian_suffstat_sk_spherical": "about one mean for all columns, which is not theirs",
        "test_compute_log_det_cholesky": PRIVATE,
        "test_gaussian_mixture_fit_convergence_warning": "expects that one step is never enough:"
        " mixtura knows the start's likelihood, and of two forms its start is at rest after one",
        "test_gaussian_mixture_verbose": PRINTED,
        "test_score": "expects more of a fit with a tolerance of 1e-3 than of one step from another"
        " draw: mixtura's start by k-means leaves less to gain than that",
        "test_regularisation": "expects a refusal where components collapse: mixtura holds variances"
        " above a floor and says so",
        "test_gaussian_mixture_precisions_init_diag": "precisions in the order of the components that"
        " their k-means finds: mixtura's start runs another, whose order is for the seed to say",
    },
}
