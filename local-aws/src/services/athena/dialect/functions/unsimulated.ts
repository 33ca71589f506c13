/**
 * Functions of Athena that the local AWS does not simulate. Names that are neither here nor translated are
 * no functions of Athena.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/functions-env3.html
 */
export const UNSIMULATED_FUNCTIONS: ReadonlySet<string> = new Set(
  `approx_most_frequent approx_set array_first array_last bar beta_cdf bing_tile bing_tile_at
   bing_tile_coordinates bing_tile_polygon bing_tile_quadkey bing_tile_zoom_level bing_tiles_around bit_count
   bitwise_left_shift bitwise_right_shift bitwise_right_shift_arithmetic char2hexint checksum classify color
   combinations convex_hull_agg cosine_distance cosine_similarity crc32 current_groups empty_approx_set
   evaluate_classifier_predictions features format_number from_base from_base32 from_base64url
   from_big_endian_32 from_big_endian_64 from_encoded_polyline from_geojson_geometry from_ieee754_32
   from_ieee754_64 from_iso8601_timestamp_nanos from_unixtime_nanos geometry_from_hadoop_shape
   geometry_invalid_reason geometry_nearest_points geometry_to_bing_tiles geometry_union geometry_union_agg
   great_circle_distance hash_counts hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512 human_readable_seconds
   index intersection_cardinality inverse_beta_cdf inverse_normal_cdf jaccard_index json_array    json_object learn_classifier learn_libsvm_classifier learn_libsvm_regressor
   learn_regressor line_interpolate_point line_interpolate_points line_locate_point luhn_check make_set_digest
   map_union map_zip_with merge merge_set_digest multimap_from_entries murmur3 ngrams normal_cdf normalize
   numeric_histogram objectid objectid_timestamp parse_data_size parse_duration parse_presto_data_size
   qdigest_agg quantile_at_value reduce_agg regexp_position regr_avgx regr_avgy regr_count regr_r2 regr_sxx
   regr_sxy regr_syy regress render rgb sha512 shuffle simplify_geometry skewness soundex spatial_partitioning
   spatial_partitions split_to_multimap spooky_hash_v2_32 spooky_hash_v2_64 st_area st_asbinary st_astext
   st_boundary st_buffer st_centroid st_contains st_convexhull st_coorddim st_crosses st_difference st_dimension
   st_disjoint st_distance st_endpoint st_envelope st_envelopeaspts st_equals st_exteriorring st_geometries
   st_geometryfromtext st_geometryn st_geometrytype st_geomfrombinary st_interiorringn st_interiorrings
   st_intersection st_intersects st_isclosed st_isempty st_isring st_issimple st_isvalid st_length
   st_linefromtext st_linestring st_multipoint st_numgeometries st_numinteriorring st_numpoints st_overlaps
   st_point st_pointn st_points st_polygon st_relate st_startpoint st_symdifference st_touches st_union
   st_within st_x st_xmax st_xmin st_y st_ymax st_ymin strrpos tdigest_agg timestamp_objectid timezone
   timezone_hour timezone_minute to_base to_base32 to_base64url to_big_endian_32 to_big_endian_64 to_char
   to_date to_encoded_polyline to_geojson_geometry to_geometry to_ieee754_32 to_ieee754_64 to_spherical_geography
   to_timestamp value_at_quantile values_at_quantiles version wilson_interval_lower
   wilson_interval_upper word_stem xxhash64`.split(/\s+/),
)
