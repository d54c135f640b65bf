-- cn.consumer-reg.24
CASE
  WHEN NOT (
    1719763200000 <= "k"."t"
    AND "k"."country_1" IN ('CN')
    AND "k"."purpose" IN ('marketing')
  )
  THEN FALSE
  ELSE (
    1719763200000 <= "k"."t"
    AND "k"."country_1" IN ('CN')
    AND "k"."purpose" IN ('marketing')
  )
  AND CASE "k"."stop_2_degree_3"
    WHEN 2
    THEN TRUE
    WHEN 1
    THEN CAST(NULL AS BOOLEAN)
    ELSE FALSE
  END
END;

-- cn.gbt45251.talk3
CASE
  WHEN NOT (
    1740672000000 <= "k"."t"
    AND "k"."country_1" IN ('CN')
    AND (
      "k"."purpose" IN ('collection')
      AND "k"."party" IN ('debtor')
      AND "k"."channel" IN ('voice')
      AND "k"."style" IN ('interactive')
    )
  )
  THEN FALSE
  ELSE (
    1740672000000 <= "k"."t"
    AND "k"."country_1" IN ('CN')
    AND (
      "k"."purpose" IN ('collection')
      AND "k"."party" IN ('debtor')
      AND "k"."channel" IN ('voice')
      AND "k"."style" IN ('interactive')
    )
  )
  AND CASE
    WHEN "k"."p1_day_from" IS NULL
    THEN CAST(NULL AS BOOLEAN)
    ELSE CASE
      WHEN "k"."cap_3_count_13" < 3
      THEN FALSE
      WHEN "k"."cap_3_count_12" < 3
      THEN CAST(NULL AS BOOLEAN)
      ELSE TRUE
    END
  END
END;

-- cn.gbt45251.window
CASE
  WHEN NOT (
    1740672000000 <= "k"."t"
    AND "k"."country_1" IN ('CN')
    AND "k"."purpose" IN ('collection')
  )
  THEN FALSE
  ELSE (
    1740672000000 <= "k"."t"
    AND "k"."country_1" IN ('CN')
    AND "k"."purpose" IN ('collection')
  )
  AND (
    CASE
      WHEN "k"."p1_lms" IS NULL
      THEN CAST(NULL AS BOOLEAN)
      ELSE 79200000 <= "k"."p1_lms" OR "k"."p1_lms" < 28800000
    END
    AND NOT (
      CASE "k"."proof_4_degree_19"
        WHEN 2
        THEN TRUE
        WHEN 1
        THEN CAST(NULL AS BOOLEAN)
        ELSE CASE
          WHEN "k"."recipient_proofs_checked_at" IS NULL
          THEN CAST(NULL AS BOOLEAN)
          ELSE FALSE
        END
      END
    )
  )
END;

-- cn.house.line-day-cap
CASE
  WHEN NOT (
    1740672000000 <= "k"."t"
  )
  THEN FALSE
  ELSE 1740672000000 <= "k"."t"
  AND CASE
    WHEN "k"."f_asia_shanghai_day_from" IS NULL OR "k"."line" IS NULL
    THEN CAST(NULL AS BOOLEAN)
    ELSE CASE
      WHEN "k"."cap_8_count_23" < 250
      THEN FALSE
      WHEN "k"."cap_8_count_22" < 250
      THEN CAST(NULL AS BOOLEAN)
      ELSE TRUE
    END
  END
END;

-- us.dnc.national
CASE
  WHEN NOT (
    "k"."purpose" IN ('marketing')
  )
  THEN FALSE
  ELSE "k"."purpose" IN ('marketing')
  AND (
    CASE "k"."entry_9_degree_26"
      WHEN 2
      THEN TRUE
      WHEN 1
      THEN CAST(NULL AS BOOLEAN)
      WHEN 0
      THEN FALSE
      ELSE CASE
        WHEN "k"."listing_national_dnc_at" IS NULL
        THEN CAST(NULL AS BOOLEAN)
        WHEN "k"."listing_national_dnc_at" <= "k"."t"
        AND (
          "k"."t" - "k"."listing_national_dnc_at"
        ) <= 2678400000
        THEN FALSE
        ELSE CAST(NULL AS BOOLEAN)
      END
    END
    AND NOT (
      CASE "k"."proof_10_degree_29"
        WHEN 2
        THEN TRUE
        WHEN 1
        THEN CAST(NULL AS BOOLEAN)
        ELSE CASE
          WHEN "k"."recipient_proofs_checked_at" IS NULL
          THEN CAST(NULL AS BOOLEAN)
          ELSE FALSE
        END
      END
    )
    AND NOT (
      CASE "k"."proof_12_degree_31"
        WHEN 2
        THEN TRUE
        WHEN 1
        THEN CAST(NULL AS BOOLEAN)
        ELSE CASE
          WHEN "k"."recipient_proofs_checked_at" IS NULL
          THEN CAST(NULL AS BOOLEAN)
          ELSE FALSE
        END
      END
    )
    AND NOT (
      CASE "k"."proof_14_degree_33"
        WHEN 2
        THEN TRUE
        WHEN 1
        THEN CAST(NULL AS BOOLEAN)
        ELSE CASE
          WHEN "k"."recipient_proofs_checked_at" IS NULL
          THEN CAST(NULL AS BOOLEAN)
          ELSE FALSE
        END
      END
    )
    AND NOT (
      CASE "k"."proof_16_degree_35"
        WHEN 2
        THEN TRUE
        WHEN 1
        THEN CAST(NULL AS BOOLEAN)
        ELSE CASE
          WHEN "k"."recipient_proofs_checked_at" IS NULL
          THEN CAST(NULL AS BOOLEAN)
          ELSE FALSE
        END
      END
    )
  )
END;

