SELECT
  CASE
    WHEN :p1_day_from IS NULL
    THEN CAST(NULL AS BOOLEAN)
    ELSE CASE
      WHEN (
        SELECT
          COUNT(*)
        FROM (
          SELECT
            1
          FROM `call` AS `h`
          WHERE
            `h`.`recipient` = :recipient
            AND (
              :p1_day_from <= `h`.`ts` AND `h`.`ts` <= (
                :p1_day_to - 1
              )
            )
            AND CASE
              WHEN NOT (
                (
                  `h`.`caller` = :caller
                  AND (
                    `h`.`purpose` IN ('collection')
                    AND `h`.`party` IN ('debtor')
                    AND `h`.`channel` IN ('voice')
                    AND `h`.`style` IN ('interactive')
                  )
                  AND NOT (
                    `h`.`direction` = 'inbound'
                  )
                )
                AND CASE
                  WHEN NOT (
                    `h`.`expires_at` IS NULL
                  )
                  THEN :t < `h`.`expires_at`
                  ELSE `h`.`outcome` IN ('conversation')
                END
              )
              THEN FALSE
              ELSE TRUE
            END
          LIMIT 3
        ) AS `some`
      ) < 3
      THEN FALSE
      WHEN (
        SELECT
          COUNT(*)
        FROM (
          SELECT
            1
          FROM `call` AS `h`
          WHERE
            `h`.`recipient` = :recipient
            AND (
              :p1_day_from <= `h`.`ts` AND `h`.`ts` <= (
                :p1_day_to - 1
              )
            )
            AND (
              (
                `h`.`caller` = :caller
                AND (
                  `h`.`purpose` IN ('collection')
                  AND `h`.`party` IN ('debtor')
                  AND `h`.`channel` IN ('voice')
                  AND `h`.`style` IN ('interactive')
                )
                AND NOT (
                  `h`.`direction` = 'inbound'
                )
              )
              AND CASE
                WHEN NOT (
                  `h`.`expires_at` IS NULL
                )
                THEN :t < `h`.`expires_at`
                ELSE `h`.`outcome` IN ('conversation')
              END
            )
          LIMIT 3
        ) AS `some`
      ) < 3
      THEN CAST(NULL AS BOOLEAN)
      ELSE TRUE
    END
  END AS `f1`,
  (
    CASE
      WHEN :p1_lms IS NULL
      THEN CAST(NULL AS BOOLEAN)
      ELSE 79200000 <= :p1_lms OR :p1_lms < 28800000
    END
    AND NOT CASE (
        (
          (
            SELECT
              COALESCE(
                MAX(
                  CASE
                    WHEN `h`.`need` = 'agreement'
                    THEN CASE (
                        `h`.`given_at` <= :t
                        AND (
                          CASE WHEN `h`.`caller` = 'any' THEN TRUE ELSE `h`.`caller` = :caller END
                          AND CASE WHEN `h`.`subject` = 'any' THEN TRUE ELSE `h`.`subject` = 'contact_times' END
                          AND NOT CASE WHEN `h`.`call_id` = :id THEN TRUE ELSE FALSE END
                          AND (
                            `h`.`ends_at` IS NULL OR :t < `h`.`ends_at`
                          )
                        )
                        AND CASE
                          WHEN `h`.`hours_from` IS NULL OR `h`.`hours_to` IS NULL
                          THEN TRUE
                          ELSE CASE
                            WHEN :p1_lms IS NULL
                            THEN CAST(NULL AS BOOLEAN)
                            WHEN `h`.`hours_from` < `h`.`hours_to`
                            THEN `h`.`hours_from` <= :p1_lms AND :p1_lms < `h`.`hours_to`
                            ELSE `h`.`hours_from` <= :p1_lms OR :p1_lms < `h`.`hours_to`
                          END
                        END
                      )
                      WHEN TRUE
                      THEN 2
                      WHEN FALSE
                      THEN 0
                      ELSE 1
                    END
                  END
                ),
                3
              ) * 1
            FROM `proof` AS `h`
            WHERE
              `h`.`recipient` = :recipient
          )
        ) & 3
      )
      WHEN 2
      THEN TRUE
      WHEN 1
      THEN CAST(NULL AS BOOLEAN)
      ELSE CASE
        WHEN `recipient_recipient`.`proofs_checked_at` IS NULL
        THEN CAST(NULL AS BOOLEAN)
        ELSE FALSE
      END
    END
  ) AS `f2`,
  CASE
    WHEN :f_asia_shanghai_day_from IS NULL
    THEN CAST(NULL AS BOOLEAN)
    ELSE CASE
      WHEN `once`.`count_0` < 250
      THEN FALSE
      WHEN (
        (
          (
            (
              SELECT
                COUNT(*)
              FROM (
                SELECT
                  1
                FROM `call` AS `h`
                WHERE
                  `h`.`line` = :line
                  AND `h`.`day` = (
                    (
                      :f_asia_shanghai_day_from - (
                        :f_asia_shanghai_day_from % 86400000
                      )
                    ) + 0
                  )
                  AND (
                    :f_asia_shanghai_day_from <= `h`.`ts`
                    AND `h`.`ts` <= (
                      :f_asia_shanghai_day_to - 1
                    )
                  )
                  AND (
                    NOT (
                      `h`.`direction` = 'inbound'
                    )
                    AND CASE
                      WHEN NOT (
                        `h`.`expires_at` IS NULL
                      )
                      THEN :t < `h`.`expires_at`
                      ELSE TRUE
                    END
                  )
                LIMIT 250
              ) AS `some`
            ) + (
              SELECT
                COUNT(*)
              FROM (
                SELECT
                  1
                FROM `call` AS `h`
                WHERE
                  `h`.`line` = :line
                  AND `h`.`day` = (
                    (
                      :f_asia_shanghai_day_from - (
                        :f_asia_shanghai_day_from % 86400000
                      )
                    ) + 86400000
                  )
                  AND (
                    :f_asia_shanghai_day_from <= `h`.`ts`
                    AND `h`.`ts` <= (
                      :f_asia_shanghai_day_to - 1
                    )
                  )
                  AND (
                    NOT (
                      `h`.`direction` = 'inbound'
                    )
                    AND CASE
                      WHEN NOT (
                        `h`.`expires_at` IS NULL
                      )
                      THEN :t < `h`.`expires_at`
                      ELSE TRUE
                    END
                  )
                LIMIT 250
              ) AS `some`
            )
          ) + (
            SELECT
              COUNT(*)
            FROM (
              SELECT
                1
              FROM `call` AS `h`
              WHERE
                `h`.`line` = :line
                AND `h`.`day` = (
                  (
                    :f_asia_shanghai_day_from - (
                      :f_asia_shanghai_day_from % 86400000
                    )
                  ) + 172800000
                )
                AND (
                  :f_asia_shanghai_day_from <= `h`.`ts`
                  AND `h`.`ts` <= (
                    :f_asia_shanghai_day_to - 1
                  )
                )
                AND (
                  NOT (
                    `h`.`direction` = 'inbound'
                  )
                  AND CASE
                    WHEN NOT (
                      `h`.`expires_at` IS NULL
                    )
                    THEN :t < `h`.`expires_at`
                    ELSE TRUE
                  END
                )
              LIMIT 250
            ) AS `some`
          )
        )
      ) < 250
      THEN CAST(NULL AS BOOLEAN)
      ELSE TRUE
    END
  END AS `f3`
FROM (
  SELECT
    CASE
      WHEN :line_calls_0 < 250
      THEN :line_calls_0
      ELSE (
        (
          (
            (
              SELECT
                COUNT(*)
              FROM (
                SELECT
                  1
                FROM `call` AS `h`
                WHERE
                  `h`.`line` = :line
                  AND `h`.`day` = (
                    (
                      :f_asia_shanghai_day_from - (
                        :f_asia_shanghai_day_from % 86400000
                      )
                    ) + 0
                  )
                  AND (
                    :f_asia_shanghai_day_from <= `h`.`ts`
                    AND `h`.`ts` <= (
                      :f_asia_shanghai_day_to - 1
                    )
                  )
                  AND CASE
                    WHEN NOT (
                      NOT (
                        `h`.`direction` = 'inbound'
                      )
                      AND CASE
                        WHEN NOT (
                          `h`.`expires_at` IS NULL
                        )
                        THEN :t < `h`.`expires_at`
                        ELSE TRUE
                      END
                    )
                    THEN FALSE
                    ELSE TRUE
                  END
                LIMIT 250
              ) AS `some`
            ) + (
              SELECT
                COUNT(*)
              FROM (
                SELECT
                  1
                FROM `call` AS `h`
                WHERE
                  `h`.`line` = :line
                  AND `h`.`day` = (
                    (
                      :f_asia_shanghai_day_from - (
                        :f_asia_shanghai_day_from % 86400000
                      )
                    ) + 86400000
                  )
                  AND (
                    :f_asia_shanghai_day_from <= `h`.`ts`
                    AND `h`.`ts` <= (
                      :f_asia_shanghai_day_to - 1
                    )
                  )
                  AND CASE
                    WHEN NOT (
                      NOT (
                        `h`.`direction` = 'inbound'
                      )
                      AND CASE
                        WHEN NOT (
                          `h`.`expires_at` IS NULL
                        )
                        THEN :t < `h`.`expires_at`
                        ELSE TRUE
                      END
                    )
                    THEN FALSE
                    ELSE TRUE
                  END
                LIMIT 250
              ) AS `some`
            )
          ) + (
            SELECT
              COUNT(*)
            FROM (
              SELECT
                1
              FROM `call` AS `h`
              WHERE
                `h`.`line` = :line
                AND `h`.`day` = (
                  (
                    :f_asia_shanghai_day_from - (
                      :f_asia_shanghai_day_from % 86400000
                    )
                  ) + 172800000
                )
                AND (
                  :f_asia_shanghai_day_from <= `h`.`ts`
                  AND `h`.`ts` <= (
                    :f_asia_shanghai_day_to - 1
                  )
                )
                AND CASE
                  WHEN NOT (
                    NOT (
                      `h`.`direction` = 'inbound'
                    )
                    AND CASE
                      WHEN NOT (
                        `h`.`expires_at` IS NULL
                      )
                      THEN :t < `h`.`expires_at`
                      ELSE TRUE
                    END
                  )
                  THEN FALSE
                  ELSE TRUE
                END
              LIMIT 250
            ) AS `some`
          )
        )
      )
    END AS `count_0`,
    MAX(1) AS `one`
) AS `once`
LEFT JOIN `recipient` AS `recipient_recipient`
  ON `recipient_recipient`.`recipient` = :recipient
